import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { CheckAnswer, CheckResult, CheckWeight } from '../../src/health/check.ts'
import { judge } from '../../src/health/judge.ts'

const none: ReadonlySet<string> = new Set()

function result(answer: CheckAnswer, weight: CheckWeight = 'required', name = 'a'): CheckResult {
  return {
    name,
    title: name,
    weight,
    answer,
    reason: `${name} ${answer}`,
    evidence: null,
    hint: null,
    durationMs: 1,
  }
}

test.each([
  ['pass', 'pass', 'well'],
  ['fail', 'pass', 'well'],
  ['unknown', 'pass', 'well'],
  [null, 'pass', 'well'],
  ['pass', 'fail', 'ill'],
  [null, 'fail', 'ill'],
  ['fail', 'fail', 'well'],
  ['unknown', 'fail', 'inconclusive'],
  ['pass', 'unknown', 'inconclusive'],
  [null, 'unknown', 'inconclusive'],
  ['fail', 'unknown', 'well'],
  ['unknown', 'unknown', 'well'],
] as const)('%s before and %s after is %s', (before, after, verdict) => {
  expect(judge(before === null ? [] : [result(before)], [result(after)], none).kind).toBe(verdict)
})

test('for an absolute check it does not count that it was red before', () => {
  expect(judge([result('fail')], [result('fail')], new Set(['a'])).kind).toBe('ill')
  expect(judge([result('fail')], [result('unknown')], new Set(['a'])).kind).toBe('inconclusive')
})

test('advisory checks never condemn, and alone they prove nothing', () => {
  expect(judge([], [result('fail', 'advisory', 'b'), result('pass')], none).kind).toBe('well')
  expect(judge([], [result('pass', 'advisory')], none).kind).toBe('inconclusive')
  expect(judge([], [], none).kind).toBe('inconclusive')
})

test('a check that was red before is said', () => {
  expect(judge([result('fail')], [result('fail'), result('pass', 'required', 'b')], none).reason).toContain(
    'already so before',
  )
})

const anyAnswer = fc.constantFrom<CheckAnswer>('pass', 'fail', 'unknown')
const anyResults = fc
  .array(fc.tuple(anyAnswer, fc.constantFrom<CheckWeight>('required', 'advisory')), { maxLength: 8 })
  .map(list => list.map(([answer, weight], index) => result(answer, weight, `c${index}`)))

test('a worse answer never makes a better verdict', () => {
  const rank = { well: 0, inconclusive: 1, ill: 2 }
  const worse: Record<CheckAnswer, CheckAnswer[]> = { pass: ['unknown', 'fail'], unknown: [], fail: [] }
  fc.assert(
    fc.property(anyResults, anyResults, fc.nat(), (before, after, pick) => {
      const index = after.length === 0 ? 0 : pick % after.length
      const chosen = after[index]
      if (!chosen) return
      for (const answer of worse[chosen.answer]) {
        const changed = after.with(index, { ...chosen, answer })
        expect(rank[judge(before, changed, none).kind]).toBeGreaterThanOrEqual(
          rank[judge(before, after, none).kind],
        )
      }
    }),
  )
})

test('the order of checks does not matter', () => {
  fc.assert(
    fc.property(anyResults, anyResults, (before, after) => {
      expect(judge(before.toReversed(), after.toReversed(), none).kind).toBe(judge(before, after, none).kind)
    }),
  )
})
