import type { CheckResult } from '../../health/check.ts'
import type { Advice } from '../../openclaw/advisories/advise.ts'
import type { RemedyOffer } from '../../openclaw/advisories/offer-remedies.ts'
import type { Observation } from '../check/observation.ts'
import type { DriverName } from '../update/index.ts'

/** Advisories on the step itself, as checks: a critical one refuses it, the others are said. What is installed is the report's matter. */
export function adviceChecks(
  { advice, remedyOffers }: Pick<Observation, 'advice' | 'remedyOffers'>,
  remedies: readonly string[],
): CheckResult[] {
  return advice
    .filter(({ kind }) => kind !== 'vulnerable')
    .map(one => {
      const cured = remedies.find(id => one.curedBy.includes(id))
      const offer = remedyOffers.find(({ id }) => id === (cured ?? one.remedy)) ?? null
      return cured === undefined || offer === null ? warn(one, offer) : pass(one, offer)
    })
}

function pass(advice: Advice, { id, changes }: RemedyOffer): CheckResult {
  return {
    ...frame(advice, 'advisory'),
    answer: 'pass',
    code: null,
    reason: `cured before the update by ${id}: ${changes.join(', ')}`,
    hint: null,
  }
}

function warn(advice: Advice, offer: RemedyOffer | null): CheckResult {
  const { id, kind, severity, reason, cure } = advice
  const refuses = kind === 'breaking' && severity === 'critical'
  const hints = [
    cure === null ? '' : `Cure: ${cure}.`,
    offer === null
      ? ''
      : `\`moltd remedy apply ${offer.id}${kind === 'breaking' ? ' --update' : ''}\` does it.`,
    refuses ? `To update all the same: \`moltd run --ignore-advisory ${id}\`.` : '',
  ].filter(hint => hint !== '')
  return {
    ...frame(advice, refuses ? 'required' : 'advisory'),
    answer: 'fail',
    code: kind,
    reason,
    hint: hints.length === 0 ? null : hints.join(' '),
  }
}

function frame({ id, title, evidence }: Advice, weight: CheckResult['weight']) {
  return { name: `advisory-${id}`, title, weight, evidence: evidence.join(', '), durationMs: 0 }
}

/** The drivers that are left when those that an advisory warns of are passed over; all of them when none is left. */
export function driversFor(drivers: readonly DriverName[], advice: readonly Advice[]): readonly DriverName[] {
  const avoided = advice.flatMap(({ avoidDrivers }) => avoidDrivers)
  const left = drivers.filter(driver => !avoided.includes(driver))
  return left.length === 0 ? drivers : left
}
