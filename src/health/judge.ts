import type { CheckResult } from './check.ts'
import type { Verdict } from './verdict.ts'

/**
 * Health after, judged against the baseline. Only required checks judge:
 *
 * | baseline        | after   | says                                         |
 * |-----------------|---------|----------------------------------------------|
 * | any             | pass    | well                                         |
 * | fail            | fail    | well, and said: it was red before            |
 * | pass or none    | fail    | ill                                          |
 * | fail or unknown | unknown | well, and said                               |
 * | unknown         | fail    | inconclusive: nobody knows whether it is new |
 * | pass or none    | unknown | inconclusive                                 |
 *
 * For an absolute check the baseline does not count. One ill makes it ill, else one inconclusive makes it inconclusive.
 */
export function judge(
  baseline: readonly CheckResult[],
  after: readonly CheckResult[],
  absolute: ReadonlySet<string>,
): Verdict {
  const before = new Map(baseline.map(result => [result.name, result.answer]))
  const judged = after
    .filter(result => result.weight === 'required')
    .map(result => ({
      result,
      kind: judgeOne(absolute.has(result.name) ? undefined : before.get(result.name), result.answer),
    }))
  const ill = judged.filter(({ kind }) => kind === 'ill').map(({ result }) => result)
  const open = judged.filter(({ kind }) => kind === 'inconclusive').map(({ result }) => result)
  if (ill.length > 0) return { kind: 'ill', reason: sentences(ill), checks: after }
  if (open.length > 0) return { kind: 'inconclusive', reason: sentences(open), checks: after }
  if (judged.length === 0)
    return { kind: 'inconclusive', reason: 'nothing required was checked', checks: after }
  const redBefore = judged.filter(({ result }) => result.answer !== 'pass').map(({ result }) => result)
  const reason =
    redBefore.length === 0
      ? `all ${judged.length} required checks pass`
      : `nothing is worse than before; already so before the update: ${redBefore.map(result => result.title).join(', ')}`
  return { kind: 'well', reason, checks: after }
}

function judgeOne(before: CheckResult['answer'] | undefined, after: CheckResult['answer']): Verdict['kind'] {
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

function sentences(results: readonly CheckResult[]): string {
  return results.map(result => result.reason).join('; ')
}
