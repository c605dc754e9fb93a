import { expect, test } from 'vitest'
import { lowestNode, satisfiesNodeRange } from '../../src/openclaw/node-range.ts'

const current = '>=24.16.0 <25 || >=26.1.0'

test.each([
  ['24.16.0', current, true],
  ['24.15.9', current, false],
  ['22.22.3', current, false],
  ['25.9.0', current, false],
  ['26.1.0', current, true],
  ['22.22.3', '>=22.22.3 <23 || >=24.15 <25 || >=25.9', true],
  ['22.12.0', '>=22.12', true],
  ['27.0.0-nightly20260901', current, true],
  ['26.1.0-rc.1', current, false],
  ['24.16.0', null, true],
  ['24.16.0', '', true],
  ['24.16.0', 'not a range', false],
  ['not a version', current, false],
])('Node %s against %j is %j', (version, range, expected) => {
  expect(satisfiesNodeRange(version, range)).toBe(expected)
})

test('the lowest Node of a range is named', () => {
  expect(lowestNode(current)).toBe('24.16.0')
  expect(lowestNode('nonsense')).toBeNull()
})
