import { sayDuration } from '../../../notify/words.ts'
import { stopAutomatic } from '../by-hand.ts'
import type { Rule } from '../decision.ts'
import { sayLocalTime } from '../local-time.ts'

/** A machine that has just booted is busy with itself, and may go down again. */
export const settledAfterBoot: Rule = situation => {
  const { policy, nowMs, uptimeMs } = situation
  if (uptimeMs >= policy.afterBootMs) return null
  const unlocksMs = nowMs + policy.afterBootMs - uptimeMs
  const at = sayLocalTime(unlocksMs, policy.timezone)
  return stopAutomatic(situation, {
    reason: `held until ${at}, ${sayDuration(policy.afterBootMs)} after the machine booted`,
    unlocksMs,
  })
}
