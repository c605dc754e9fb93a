import { expect, test } from 'vitest'
import { locateKeys } from '../../src/config/locate-keys.ts'

test('keys are found at their lines through comments, quotes and nesting', () => {
  const text = `// a: 1
{
  /* b: {
  */ "quoted: {": 'text // not: a comment',
  outer: {
    inner: [1, { deep: true },
      [2]],
  }, after: -1.5e3,
}`
  expect(locateKeys(text).map(({ path, line }) => `${line} ${path.join(' > ')}`)).toEqual([
    '4 quoted: {',
    '5 outer',
    '6 outer > inner',
    '6 outer > inner > 0',
    '6 outer > inner > 1',
    '6 outer > inner > 1 > deep',
    '7 outer > inner > 2',
    '7 outer > inner > 2 > 0',
    '8 after',
  ])
})
