import { sayDuration } from '../../../notify/words.ts'
import { existsSince } from '../age.ts'
import { isByHand, stopAutomatic } from '../by-hand.ts'
import type { Rule } from '../decision.ts'
import { sayLocalTime } from '../local-time.ts'

/** Others may find out first what is wrong with a release; except when what is installed is known to be worse. */
export const oldEnough: Rule = situation => {
  const { observation, policy, trigger, nowMs, publishedMs } = situation
  const version = observation.candidate?.version
  const { minimumAgeMs, vulnerable, timezone } = policy
  if (version === undefined || minimumAgeMs === 0) return null
  // Nobody asks the registry for a person, and that it is new to moltd alone says nothing to them.
  if (isByHand(trigger) && publishedMs === null) return null
  const since = existsSince({ ...situation, version })
  if (since !== null && nowMs - since.ms >= minimumAgeMs) return null
  const age = sayDuration(minimumAgeMs)
  const unlocksMs = since === null ? undefined : since.ms + minimumAgeMs
  const young = since === null ? `the age of ${version} is not known` : `${version} is not yet ${age} old`
  if (vulnerable !== null) {
    return {
      kind: 'remark',
      reason: `${young}, and is taken all the same: ${observation.gateway.installation.version} is vulnerable (${vulnerable.id}: ${vulnerable.reason})`,
    }
  }
  if (since === null || unlocksMs === undefined) {
    return stopAutomatic(situation, {
      reason: `${young}: by this machine's clock it cannot be out yet`,
      nextStep: 'Check the date: `timedatectl`.',
    })
  }
  const when =
    since.source === 'registry' ? `${version} is ${age} old` : `moltd has known ${version} for ${age}`
  return stopAutomatic(situation, {
    reason: `held until ${sayLocalTime(unlocksMs, timezone)}, when ${when}`,
    nextStep: 'To take it now: `moltd run`.',
    unlocksMs,
  })
}
