import { isByHand, stopAutomatic } from '../by-hand.ts'
import type { Rule } from '../decision.ts'
import { sayLocalTime, wallClock } from '../local-time.ts'
import { nextOpening } from '../window.ts'

/** Automatic updates keep to the maintenance window; except when what is installed is known to be worse than a bad moment. */
export const withinWindow: Rule = situation => {
  const { policy, nowMs } = situation
  const opensMs = nextOpening(policy.window, nowMs, wallClock(policy.timezone))
  if (opensMs === nowMs) return null
  const { vulnerable } = policy
  if (vulnerable !== null && !isByHand(situation.trigger)) {
    return {
      kind: 'remark',
      reason: `the maintenance window is closed, and the update goes ahead all the same: ${situation.observation.gateway.installation.version} is vulnerable (${vulnerable.id}: ${vulnerable.reason})`,
    }
  }
  if (opensMs === null) return stopAutomatic(situation, { reason: 'the maintenance window never opens' })
  return stopAutomatic(situation, {
    reason: `held until ${sayLocalTime(opensMs, policy.timezone)}, when the maintenance window opens`,
    unlocksMs: opensMs,
  })
}
