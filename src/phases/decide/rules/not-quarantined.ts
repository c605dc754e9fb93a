import { stopUnlessNamed } from '../by-hand.ts'
import type { Rule } from '../decision.ts'

/** A version that failed here is not tried again by itself; a person may name it. */
export const notQuarantined: Rule = situation => {
  const { observation, policy } = situation
  const entry = policy.quarantined.find(({ version }) => version === observation.candidate?.version)
  if (entry === undefined) return null
  return stopUnlessNamed(situation, {
    reason: `${entry.version} failed here before: ${entry.reason}`,
    nextStep: `To try it once more: \`moltd run --to ${entry.version}\`; to let every run take it: \`moltd quarantine release ${entry.version}\`.`,
  })
}
