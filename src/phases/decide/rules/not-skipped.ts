import { stopUnlessNamed } from '../by-hand.ts'
import type { Rule } from '../decision.ts'

/** A person does not want this version; one who names it does. */
export const notSkipped: Rule = situation => {
  const { observation, policy } = situation
  const version = observation.candidate?.version ?? ''
  if (!policy.orders.skipped.includes(version)) return null
  return stopUnlessNamed(situation, {
    reason: `${version} is skipped by order`,
    nextStep: `\`moltd unskip ${version}\` takes the order back.`,
  })
}
