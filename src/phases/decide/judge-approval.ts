import type { Approval } from '../../ports/approvals.ts'
import type { Candidate } from '../check/observation.ts'
import { sayLocalTime } from './local-time.ts'

/** What an approval is worth for what is on offer now; pure. null: it is about something else, or there is none. */
export function judgeApproval(
  approval: Approval | null | undefined,
  candidate: Candidate | null,
  { nowMs, timezone }: { nowMs: number; timezone: string },
): { isInForce: boolean; reason: string } | null {
  if (!approval || candidate === null || approval.version !== candidate.version) return null
  const { version, by, atMs, deadlineMs } = approval
  const given = `${by} approved ${version} at ${sayLocalTime(atMs, timezone)}`
  if (candidate.manifest?.integrity !== approval.integrity)
    return { isInForce: false, reason: `${given}, but another package is offered under that version now` }
  if (nowMs >= deadlineMs)
    return { isInForce: false, reason: `${given}, which counted until ${sayLocalTime(deadlineMs, timezone)}` }
  return { isInForce: true, reason: given }
}
