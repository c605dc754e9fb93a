import { compareVersions, parseVersion } from '../../../openclaw/version.ts'
import { stopAutomatic } from '../by-hand.ts'
import type { Rule } from '../decision.ts'

/** Newer state may still be about where a person went back: up again, but not past what once served, without them. */
export const notBelowHighestServed: Rule = situation => {
  const { observation, highestServed } = situation
  const offered = parseVersion(observation.candidate?.version ?? '')
  if (highestServed === null || offered === null) return null
  const highest = parseVersion(highestServed)
  if (highest !== null && compareVersions(offered, highest) >= 0) return null
  return stopAutomatic(situation, {
    reason: `${observation.candidate?.version} is lower than ${highestServed}, which ${observation.gateway.unit} has served before`,
    nextStep: 'If it shall be taken: `moltd run`.',
  })
}
