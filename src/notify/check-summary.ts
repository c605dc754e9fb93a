import type { CheckAnswer, CheckResult } from '../health/check.ts'

export interface CheckSummary {
  /** `12 of 14 pass`. */
  count: string
  /** What did not pass, required before advisory, failed before unknown. */
  notable: readonly { check: CheckResult; before: CheckAnswer | null }[]
}

/** What matters of a list of checks, and how many the rest are. */
export function summariseChecks(
  checks: readonly CheckResult[],
  baseline: readonly CheckResult[] = [],
): CheckSummary {
  const before = new Map(baseline.map(check => [check.name, check.answer]))
  const notable = checks
    .filter(check => check.answer !== 'pass')
    .toSorted((one, other) => gravity(other) - gravity(one))
    .map(check => ({ check, before: before.get(check.name) ?? null }))
  const passed = checks.length - notable.length
  const all = checks.length === 1 ? 'the one check passes' : `all ${checks.length} checks pass`
  return { count: notable.length === 0 ? all : `${passed} of ${checks.length} checks pass`, notable }
}

function gravity(check: CheckResult): number {
  return (check.weight === 'required' ? 2 : 0) + (check.answer === 'fail' ? 1 : 0)
}
