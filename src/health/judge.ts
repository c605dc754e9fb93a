import type { CheckAnswer, CheckResult } from './check.ts'
import { type Condemnation, type SeenCheck, seeLooks } from './see-looks.ts'
import type { Verdict } from './verdict.ts'

export interface JudgeQuestion {
  baseline: readonly CheckResult[]
  /** Oldest first; the last one is how it is now. */
  looks: readonly (readonly CheckResult[])[]
  /** Checks for which the baseline does not count. */
  absolute: ReadonlySet<string>
  /** Checks on their first outing here: said, and not counted. */
  observing: ReadonlySet<string>
  condemnation: Condemnation
}

/**
 * Health after, judged against the baseline; docs/verdict.md is the truth table. Only required checks judge. One ill makes it ill,
 * else one inconclusive makes it inconclusive.
 */
export function judge(question: JudgeQuestion): Verdict {
  const { baseline, looks, absolute, observing } = question
  const before = new Map(baseline.map(result => [result.name, result.answer]))
  const required = seeLooks(looks, question.condemnation).filter(({ result }) => result.weight === 'required')
  const counted = required
    .filter(({ result }) => !observing.has(result.name))
    .map(seen => {
      const { name } = seen.result
      const was = absolute.has(name) ? null : (before.get(name) ?? null)
      return { ...seen, kind: judgeOne(was, seen.seen) }
    })
  const checks = looks.at(-1) ?? []
  const ill = counted.filter(({ kind }) => kind === 'ill')
  const open = counted.filter(({ kind }) => kind === 'inconclusive')
  if (ill.length > 0) return { kind: 'ill', reason: sentences(ill), checks }
  if (open.length > 0) return { kind: 'inconclusive', reason: sentences(open), checks }
  if (counted.length === 0) return { kind: 'inconclusive', reason: 'nothing required was checked', checks }
  const observed = required.filter(({ result }) => observing.has(result.name))
  return { kind: 'well', reason: whyWell(counted, observed), checks }
}

/** One check: its answer before (null: none that counts), and how it is seen after. */
export function judgeOne(before: CheckAnswer | null, after: CheckAnswer): Verdict['kind'] {
  switch (after) {
    case 'pass':
      return 'well'
    case 'fail':
      if (before === 'fail') return 'well'
      return before === 'unknown' ? 'inconclusive' : 'ill'
    case 'unknown':
      return before === 'fail' || before === 'unknown' ? 'well' : 'inconclusive'
  }
}

function whyWell(counted: readonly SeenCheck[], observed: readonly SeenCheck[]): string {
  const redBefore = counted.filter(({ seen }) => seen !== 'pass')
  const flapping = counted.filter(({ seen, failures }) => seen === 'pass' && failures > 0)
  const red = observed.filter(({ seen }) => seen !== 'pass')
  return [
    redBefore.length === 0
      ? `all ${counted.length} required checks pass`
      : `nothing is worse than before; already so before the update: ${titles(redBefore)}`,
    ...flapping.map(seen => `${seen.result.title}: yes, after it was not so ${inLooks(seen)}`),
    ...(red.length === 0
      ? []
      : [`new here, and only observed this time: ${red.map(({ result }) => result.reason).join('; ')}`]),
  ].join('; ')
}

function sentences(checks: readonly SeenCheck[]): string {
  return checks
    .map(check => {
      const { result, failures, looks } = check
      return failures === 0 || failures === looks ? result.reason : `${result.reason} (${inLooks(check)})`
    })
    .join('; ')
}

function inLooks({ failures, looks }: SeenCheck): string {
  return `in ${failures} of the last ${looks} looks`
}

function titles(checks: readonly SeenCheck[]): string {
  return checks.map(({ result }) => result.title).join(', ')
}
