import { stopAutomatic } from '../by-hand.ts'
import type { Rule } from '../decision.ts'
import { sayLocalTime } from '../local-time.ts'

/** A person wants no update for a while. */
export const notOnHold: Rule = situation => {
  const { policy, nowMs } = situation
  const { hold } = policy.orders
  if (hold === null || (hold.untilMs !== null && nowMs >= hold.untilMs)) return null
  const why = hold.reason === null ? '' : `: ${hold.reason}`
  const nextStep = '`moltd unhold` ends the hold.'
  if (hold.untilMs === null)
    return stopAutomatic(situation, { reason: `on hold until a person ends it${why}`, nextStep })
  const until = sayLocalTime(hold.untilMs, policy.timezone)
  return stopAutomatic(situation, {
    reason: `on hold until ${until}${why}`,
    nextStep,
    unlocksMs: hold.untilMs,
  })
}
