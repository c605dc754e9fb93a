import type { Finding } from '../../../health/check.ts'
import { findCheckoutOffer } from '../../../openclaw/checkout-releases.ts'
import { readOpenclawConfig } from '../../../openclaw/openclaw-config.ts'
import { compareVersions, parseVersion } from '../../../openclaw/version.ts'
import { reasonOf } from '../../../ports/errors.ts'
import type { Facts, PreflightCheck, PreflightWorld } from '../question.ts'

/**
 * With `update.channel` of stable or beta OpenClaw checks out the newest tag of it; otherwise it follows main, which offers no version to expect. A
 * tag that the registry does not offer (yet) would be another version than the one that is watched for.
 */
export const checkoutFollowsReleases: PreflightCheck = {
  name: 'checkout-follows-releases',
  title: 'OpenClaw would check out this very release',
  weight: 'required',
  async look(world, facts) {
    const wanted = facts.observation.channel
    const config = await readOpenclawConfig(world, facts.gateway.configPath).catch(reasonOf)
    if (typeof config === 'string') return { answer: 'unknown', reason: config }
    const follows = config.updateChannel ?? 'dev'
    if (follows === wanted && wanted !== 'extended-stable') return compareWithRemote(world, facts, wanted)
    return {
      answer: 'fail',
      reason: `OpenClaw's update.channel is ${follows}, so it would not check out the ${wanted} release`,
      hint:
        wanted === 'extended-stable'
          ? 'A checkout cannot follow extended-stable: set `channel` in the config of moltd to stable or beta.'
          : `\`openclaw config set update.channel ${wanted}\``,
    }
  },
}

async function compareWithRemote(
  world: PreflightWorld,
  { gateway, observation, signal }: Facts,
  channel: 'stable' | 'beta',
): Promise<Finding> {
  const { root } = gateway.installation
  const wanted = observation.candidate?.version ?? null
  const offer = await findCheckoutOffer(world, root, channel, signal)
  if (typeof offer === 'string')
    return { answer: 'unknown', reason: `git cannot say which releases ${root} would get: ${offer}` }
  const { newest, remote } = offer
  if (newest === wanted) return { answer: 'pass', reason: `${wanted} is the newest release at ${remote}` }
  return {
    answer: 'fail',
    reason: `the newest release at ${remote} is ${newest ?? 'none'}, and OpenClaw would check out that and not ${wanted}`,
    hint: isAhead(newest, wanted)
      ? `Wait until the registry offers ${newest} too: moltd goes by the registry.`
      : `Wait until ${remote} has the tag v${wanted}, or let \`branch.main.remote\` name the remote that publishes releases.`,
  }
}

function isAhead(newest: string | null, wanted: string | null): boolean {
  const [there, here] = [parseVersion(newest ?? ''), parseVersion(wanted ?? '')]
  return there !== null && here !== null && compareVersions(there, here) > 0
}
