import { expect, test } from 'vitest'
import type { CheckAnswer } from '../../src/health/check.ts'
import { needsAnotherLook } from '../../src/health/see-looks.ts'
import { result } from './a-result.ts'

const twoOfThree = { failures: 2, of: 3 }
const needsAnother = (...answers: CheckAnswer[]) =>
  needsAnotherLook(
    answers.map(answer => [result(answer), result('pass', 'required', 'b')]),
    twoOfThree,
  )

test('a failure that was seen too seldom to count needs another look', () => {
  expect(needsAnother('fail')).toBe(true)
  expect(needsAnother('pass', 'pass', 'fail')).toBe(true)
})

test('one that counts, one that passed, and one that nobody can tell need none', () => {
  expect(needsAnother('fail', 'fail')).toBe(false)
  expect(needsAnother('fail', 'pass')).toBe(false)
  expect(needsAnother('fail', 'unknown')).toBe(false)
  expect(needsAnother('pass')).toBe(false)
})

test('advice is not looked at again', () => {
  expect(needsAnotherLook([[result('fail', 'advisory'), result('pass', 'required', 'b')]], twoOfThree)).toBe(
    false,
  )
})
