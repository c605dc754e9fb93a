import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { CheckAnswer, CheckResult } from '../../src/health/check.ts'
import { type JudgeQuestion, judge } from '../../src/health/judge.ts'
import { result } from './a-result.ts'

const none: ReadonlySet<string> = new Set()
const twoOfThree = { failures: 2, of: 3 }

/** One look, which is enough to condemn. */
function judgeOnce(baseline: CheckResult[], after: CheckResult[], given: Partial<JudgeQuestion> = {}) {
  return judge({
    baseline,
    looks: [after],
    absolute: none,
    observing: none,
    condemnation: { failures: 1, of: 1 },
    ...given,
  })
}

/** One required check, green before, over several looks. */
function judgeSeries(answers: CheckAnswer[], given: Partial<JudgeQuestion> = {}) {
  return judgeOnce([result('pass')], [], {
    looks: answers.map(answer => [result(answer)]),
    condemnation: twoOfThree,
    ...given,
  })
}

test('advisory checks never condemn, and alone they prove nothing', () => {
  expect(judgeOnce([], [result('fail', 'advisory', 'b'), result('pass')]).kind).toBe('well')
  expect(judgeOnce([], [result('pass', 'advisory')]).kind).toBe('inconclusive')
  expect(judgeOnce([], []).kind).toBe('inconclusive')
})

test('a check that was red before is said', () => {
  const { reason } = judgeOnce([result('fail')], [result('fail'), result('pass', 'required', 'b')])
  expect(reason).toContain('already so before')
})

test('a failure that is seen too seldom condemns nobody, and is no proof of health either', () => {
  expect(judgeSeries(['fail']).kind).toBe('inconclusive')
  expect(judgeSeries(['pass', 'pass', 'fail']).kind).toBe('inconclusive')
  expect(judgeSeries(['fail', 'fail']).kind).toBe('ill')
  expect(judgeSeries(['fail', 'pass', 'fail'])).toMatchObject({
    kind: 'ill',
    reason: 'a fail (in 2 of the last 3 looks)',
  })
})

test('what condemns is named and what is only open is not, and the checks are those of the last look', () => {
  const looks = [
    [result('pass'), result('pass', 'required', 'b')],
    [result('fail'), result('unknown', 'required', 'b')],
  ]
  const baseline = looks[0] ?? []
  const { reason, checks } = judgeOnce(baseline, [], { looks })
  expect(reason).toBe('a fail')
  expect(checks.map(({ answer }) => answer)).toEqual(['fail', 'unknown'])
})

test('failures of long ago do not count', () => {
  expect(judgeSeries(['fail', 'fail', 'pass', 'pass', 'fail']).kind).toBe('inconclusive')
})

test('what got better is well, and it is said that it flapped', () => {
  expect(judgeSeries(['fail', 'fail', 'pass'])).toMatchObject({
    kind: 'well',
    reason: expect.stringContaining('in 2 of the last 3 looks'),
  })
})

test('a check on its first outing is said and not counted, and alone it proves nothing', () => {
  const observing = new Set(['new'])
  const news = result('fail', 'required', 'new')
  const verdict = judgeOnce([result('pass')], [result('pass'), news], { observing })
  expect(verdict).toMatchObject({
    kind: 'well',
    reason: expect.stringContaining('only observed this time: new fail'),
  })
  expect(judgeOnce([], [news], { observing }).kind).toBe('inconclusive')
  expect(judgeOnce([], [result('pass', 'required', 'new')], { observing }).kind).toBe('inconclusive')
})

const names = ['a', 'b', 'c', 'd']
const anyAnswer = fc.constantFrom<CheckAnswer>('pass', 'unknown', 'fail')
const anyNames = fc.subarray(names).map(list => new Set(list))
const anyLook = fc.tuple(...names.map(() => anyAnswer))
const anyCondemnation = fc
  .tuple(fc.integer({ min: 1, max: 4 }), fc.nat(3))
  .map(([failures, more]) => ({ failures, of: failures + more }))

const anyQuestion = fc
  .record({
    before: fc.tuple(...names.map(() => fc.option(anyAnswer))),
    looks: fc.array(anyLook, { minLength: 1, maxLength: 6 }),
    advisory: anyNames,
    absolute: anyNames,
    observing: anyNames,
    condemnation: anyCondemnation,
  })
  .map(({ before, looks, advisory, ...rest }) => {
    const read = (answers: readonly (CheckAnswer | null)[]) =>
      answers.flatMap((answer, index) => {
        const name = names[index] ?? ''
        return answer === null ? [] : [result(answer, advisory.has(name) ? 'advisory' : 'required', name)]
      })
    return { ...rest, baseline: read(before), looks: looks.map(read) }
  })

const rank = { well: 0, inconclusive: 1, ill: 2 }
const isRequired = ({ weight }: CheckResult) => weight === 'required'

test('worse answers, in whichever look, never make a better verdict', () => {
  const worse: Record<CheckAnswer, CheckAnswer[]> = { pass: ['unknown', 'fail'], unknown: ['fail'], fail: [] }
  fc.assert(
    fc.property(anyQuestion, fc.nat(), fc.nat(), (question, pickLook, pickCheck) => {
      const atLook = pickLook % question.looks.length
      const look = question.looks[atLook] ?? []
      const atCheck = pickCheck % names.length
      const chosen = look[atCheck]
      if (chosen === undefined) return
      const before = rank[judge(question).kind]
      for (const answer of worse[chosen.answer]) {
        // The same, worse: what was red before excuses a failure, not more of it.
        const looks = question.looks.with(atLook, look.with(atCheck, { ...chosen, answer }))
        expect(rank[judge({ ...question, looks }).kind]).toBeGreaterThanOrEqual(before)
      }
    }),
    { numRuns: 1_000 },
  )
})

test('the order of the checks does not matter, nor that of the looks before the last one', () => {
  fc.assert(
    fc.property(anyQuestion, question => {
      const { kind } = judge(question)
      const looks = question.looks.map(look => look.toReversed())
      expect(judge({ ...question, looks, baseline: question.baseline.toReversed() }).kind).toBe(kind)
      const counted = question.looks.slice(-question.condemnation.of)
      const turned = [...counted.slice(0, -1).toReversed(), ...counted.slice(-1)]
      expect(judge({ ...question, looks: turned }).kind).toBe(kind)
    }),
  )
})

test('it is never well while a required check that passed before does not pass now, unless it is only observed', () => {
  fc.assert(
    fc.property(anyQuestion, question => {
      const passedBefore = ({ name }: CheckResult) =>
        question.baseline.some(result => result.name === name && result.answer === 'pass')
      const bad = (question.looks.at(-1) ?? [])
        .filter(isRequired)
        .filter(({ answer }) => answer !== 'pass')
        .filter(({ name }) => !question.observing.has(name))
      if (bad.some(check => passedBefore(check) || question.absolute.has(check.name)))
        expect(judge(question).kind).not.toBe('well')
    }),
  )
})

test('it is never ill without a required check that failed so often as condemns', () => {
  fc.assert(
    fc.property(anyQuestion, question => {
      if (judge(question).kind !== 'ill') return
      const { failures, of } = question.condemnation
      const counted = question.looks.slice(-of)
      const often = names.filter(
        name =>
          !question.observing.has(name) &&
          counted.filter(look =>
            look.some(check => check.name === name && check.answer === 'fail' && isRequired(check)),
          ).length >= failures,
      )
      expect(often).not.toEqual([])
    }),
  )
})
