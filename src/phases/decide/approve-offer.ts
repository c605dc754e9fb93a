import type { Approval, Approvals } from '../../ports/approvals.ts'
import { MoltdError } from '../../ports/errors.ts'
import type { World } from '../../ports/world.ts'
import { findCandidate } from '../check/find-candidate.ts'
import type { Channel } from '../check/observation.ts'

/** Writes down a person's yes to what the channel offers now, whole: version and package. Errors: E_APPROVAL, E_REGISTRY. */
export async function approveOffer(
  { clock, registry }: Pick<World, 'clock' | 'registry'>,
  approvals: Approvals,
  yes: {
    channel: Channel
    wanted: string | undefined
    integrity?: string | undefined
    by: string
    forMs: number
  },
): Promise<Approval> {
  const { channel, wanted, by, forMs } = yes
  const candidate = await findCandidate(registry, { channel, to: undefined })
  if (candidate === null) throw refusal(`the ${channel} channel offers nothing`, 'Look again later.')
  const { version, manifest } = candidate
  if (wanted !== undefined && wanted !== version)
    throw refusal(
      `the ${channel} channel offers ${version}, not ${wanted}`,
      `\`moltd run --to ${wanted}\` takes an exact version.`,
    )
  const integrity = manifest?.integrity ?? null
  if (integrity === null)
    throw refusal(
      `the registry does not say what the package of ${version} is`,
      'Without its integrity a yes could be to anything; `moltd run` asks you at the moment itself.',
    )
  if (yes.integrity !== undefined && !integrity.startsWith(yes.integrity))
    throw refusal(
      `another package is offered as ${version} now`,
      'Somebody put another one in its place since you looked; look again before you say yes.',
    )
  const atMs = clock.nowMs()
  const approval = { version, integrity, by, atMs, deadlineMs: atMs + forMs }
  approvals.setApproval(approval)
  return approval
}

function refusal(why: string, hint: string): MoltdError {
  return new MoltdError('E_APPROVAL', `cannot approve: ${why}`, hint)
}
