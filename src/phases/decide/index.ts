import { sayDuration } from '../../notify/words.ts'
import type { Observation } from '../check/observation.ts'
import type { Decision, Rule, Situation, Standing, Stop } from './decision.ts'
import { advisoriesAreReadable } from './rules/advisories-are-readable.ts'
import { breakerClosed } from './rules/breaker-closed.ts'
import { candidateIsPublished } from './rules/candidate-is-published.ts'
import { channelOffersSomething } from './rules/channel-offers-something.ts'
import { diskIsServed } from './rules/disk-is-served.ts'
import { modeAllows } from './rules/mode-allows.ts'
import { neverLower } from './rules/never-lower.ts'
import { notBelowHighestServed } from './rules/not-below-highest-served.ts'
import { notInstalledAlready } from './rules/not-installed-already.ts'
import { notOnHold } from './rules/not-on-hold.ts'
import { notQuarantined } from './rules/not-quarantined.ts'
import { notSkipped } from './rules/not-skipped.ts'
import { oldEnough } from './rules/old-enough.ts'
import { othersAreNamed } from './rules/others-are-named.ts'
import { packageIsMeant } from './rules/package-is-meant.ts'
import { pausedAfterRollback } from './rules/paused-after-rollback.ts'
import { settledAfterBoot } from './rules/settled-after-boot.ts'
import { versionsAreReadable } from './rules/versions-are-readable.ts'
import { withinPin } from './rules/within-pin.ts'
import { withinWindow } from './rules/within-window.ts'

/** Whether there is anything to update to: the first that stops has the last word. */
const facts: readonly Rule[] = [
  advisoriesAreReadable,
  channelOffersSomething,
  candidateIsPublished,
  packageIsMeant,
  versionsAreReadable,
  diskIsServed,
  notInstalledAlready,
  neverLower,
  othersAreNamed,
]

/** Whether it may be taken now: all are heard, and the one that lasts longest is the reason. */
const restraints: readonly Rule[] = [
  notQuarantined,
  notSkipped,
  withinPin,
  notBelowHighestServed,
  breakerClosed,
  notOnHold,
  oldEnough,
  pausedAfterRollback,
  withinWindow,
  settledAfterBoot,
]

/** Whether a person has to say yes, once nothing else stands in the way. */
const consent: readonly Rule[] = [modeAllows]

/** Whether to update, to what, and why; pure. */
export function decide(situation: Situation): Decision {
  const { observation } = situation
  const reasons: string[] = []
  for (const [rules, stopsAt] of [
    [facts, 'first'],
    [restraints, 'longest'],
    [consent, 'first'],
  ] as const) {
    const stops: Stop[] = []
    for (const rule of rules) {
      const ruling = rule(situation)
      if (ruling === null) continue
      if (ruling.kind === 'remark') reasons.push(ruling.reason)
      else stops.push(ruling)
      if (stops.length > 0 && stopsAt === 'first') break
    }
    const last = longestOf(stops)
    if (last === null) continue
    reasons.push(...stops.filter(stop => stop !== last).map(({ reason }) => reason))
    return stand(situation, reasons, last)
  }
  const target = observation.candidate?.version
  if (target === undefined) throw new Error('the first rule lets no absent candidate pass')
  return { kind: 'update', target, reasons: [offer(observation, target), ...reasons] }
}

/** What a person must end lasts longer than anything; of several such, the first. */
function longestOf(stops: readonly Stop[]): Stop | null {
  const until = (stop: Stop) => stop.unlocksMs ?? Number.POSITIVE_INFINITY
  return stops.reduce<Stop | null>(
    (longest, stop) => (longest === null || until(stop) > until(longest) ? stop : longest),
    null,
  )
}

function stand(situation: Situation, reasons: readonly string[], stop: Stop): Standing {
  const { observation, policy, nowMs } = situation
  const { vulnerable } = policy
  const isOverdue =
    vulnerable !== null &&
    (stop.kind === 'held' || stop.kind === 'awaiting-approval') &&
    nowMs - vulnerable.sinceMs >= policy.securityDeadlineMs
  const reason = isOverdue
    ? `SECURITY UPDATE OVERDUE: ${observation.gateway.installation.version} is known to be vulnerable for ${sayDuration(nowMs - vulnerable.sinceMs)} (${vulnerable.id}: ${vulnerable.reason}), and is still kept: ${stop.reason}`
    : stop.reason
  return {
    kind: stop.kind,
    target: observation.candidate?.version ?? null,
    reasons: [...reasons, reason],
    nextStep: stop.nextStep ?? null,
    unlocksMs: stop.unlocksMs ?? null,
    isOverdue,
  }
}

function offer({ candidate, channel, gateway }: Observation, target: string): string {
  const origin = candidate?.source === 'exact' ? 'was asked for' : `is what the ${channel} channel offers`
  return `${target} ${origin}; ${gateway.installation.version} is installed`
}
