import { stopAutomatic } from '../by-hand.ts'
import type { Rule } from '../decision.ts'
import { sayLocalTime, wallClock } from '../local-time.ts'
import { nextOpening } from '../window.ts'

/** Automatic updates keep to the maintenance window. */
export const withinWindow: Rule = situation => {
  const { policy, nowMs } = situation
  const opensMs = nextOpening(policy.window, nowMs, wallClock(policy.timezone))
  if (opensMs === nowMs) return null
  if (opensMs === null) return stopAutomatic(situation, { reason: 'the maintenance window never opens' })
  return stopAutomatic(situation, {
    reason: `held until ${sayLocalTime(opensMs, policy.timezone)}, when the maintenance window opens`,
    unlocksMs: opensMs,
  })
}
