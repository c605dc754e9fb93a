import { stopAutomatic } from '../by-hand.ts'
import type { Rule } from '../decision.ts'
import { sayLocalTime } from '../local-time.ts'

/** A pause before the next version, twice as long after each further rollback. */
export const pausedAfterRollback: Rule = situation => {
  const { policy, rollbacks, nowMs } = situation
  if (rollbacks.lastMs === null || rollbacks.inARow === 0) return null
  const pauseMs = policy.pauseAfterRollbackMs * 2 ** Math.min(rollbacks.inARow - 1, 10)
  const unlocksMs = rollbacks.lastMs + pauseMs
  if (nowMs >= unlocksMs) return null
  const what = rollbacks.inARow === 1 ? 'a rollback' : `${rollbacks.inARow} rollbacks in a row`
  return stopAutomatic(situation, {
    reason: `held until ${sayLocalTime(unlocksMs, policy.timezone)}, to leave a pause after ${what}`,
    nextStep: 'To go on now: `moltd run`.',
    unlocksMs,
  })
}
