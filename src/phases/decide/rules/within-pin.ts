import { parseVersion } from '../../../openclaw/version.ts'
import { isInRange, parseVersionRange } from '../../../openclaw/version-range.ts'
import { stopUnlessNamed } from '../by-hand.ts'
import type { Rule } from '../decision.ts'

/** A person wants only versions of a range; a pin that cannot be read lets none pass. */
export const withinPin: Rule = situation => {
  const { observation, policy } = situation
  const { pin } = policy.orders
  const version = parseVersion(observation.candidate?.version ?? '')
  if (pin === null || version === null) return null
  const range = parseVersionRange(pin)
  if (range !== null && isInRange(version, range)) return null
  return stopUnlessNamed(situation, {
    reason:
      range === null
        ? `the pin "${pin}" cannot be read, so no version is within it`
        : `${observation.candidate?.version} is outside of the pin ${pin}`,
    nextStep: '`moltd unpin` lifts the pin, `moltd pin RANGE` sets another.',
  })
}
