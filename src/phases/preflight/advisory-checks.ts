import type { CheckResult } from '../../health/check.ts'
import type { Advice } from '../../openclaw/advisories/advise.ts'
import type { DriverName } from '../update/index.ts'

/** Advisories on the step itself, as checks: a critical one refuses it, the others are said. What is installed is the report's matter. */
export function adviceChecks(advice: readonly Advice[]): CheckResult[] {
  return advice.filter(({ kind }) => kind !== 'vulnerable').map(toCheck)
}

function toCheck({ id, kind, title, severity, reason, evidence, cure }: Advice): CheckResult {
  const refuses = kind === 'breaking' && severity === 'critical'
  const hints = [
    cure === null ? '' : `Cure: ${cure}.`,
    refuses ? `To update all the same: \`moltd run --ignore-advisory ${id}\`.` : '',
  ].filter(hint => hint !== '')
  return {
    name: `advisory-${id}`,
    title,
    weight: refuses ? 'required' : 'advisory',
    answer: 'fail',
    code: kind,
    reason,
    evidence: evidence.join(', '),
    hint: hints.length === 0 ? null : hints.join(' '),
    durationMs: 0,
  }
}

/** The drivers that are left when those that an advisory warns of are passed over; all of them when none is left. */
export function driversFor(drivers: readonly DriverName[], advice: readonly Advice[]): readonly DriverName[] {
  const avoided = advice.flatMap(({ avoidDrivers }) => avoidDrivers)
  const left = drivers.filter(driver => !avoided.includes(driver))
  return left.length === 0 ? drivers : left
}
