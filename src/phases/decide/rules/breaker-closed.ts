import { stopAutomatic } from '../by-hand.ts'
import type { Rule } from '../decision.ts'

/** When one version after the other fails, the fault may be here: automatic runs stop until a person has looked. */
export const breakerClosed: Rule = situation => {
  const { policy, rollbacks } = situation
  if (rollbacks.inARow < policy.breakerAfterRollbacks) return null
  const count =
    rollbacks.inARow === 1 ? 'the last update was' : `the last ${rollbacks.inARow} updates were all`
  return stopAutomatic(situation, {
    reason: `${count} taken back: automatic runs update nothing until a person says so`,
    nextStep:
      '`moltd history` shows what went wrong; `moltd quarantine reset-breaker` lets automatic runs go on.',
  })
}
