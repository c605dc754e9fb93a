import { expect, test } from 'vitest'
import { nearestKey } from '../../src/config/nearest-key.ts'

const known = ['gateway', 'channel', 'update', 'verify', 'recovery', 'checks', 'notify']

test.each([
  ['chanel', 'channel'],
  ['Channel', 'channel'],
  ['check', 'checks'],
  ['updates', 'update'],
  ['recover', 'recovery'],
])('%s is near %s', (typed, meant) => {
  expect(nearestKey(typed, known)).toBe(meant)
})

test('a word that resembles nothing has no nearest key', () => {
  expect(nearestKey('zebra', known)).toBeNull()
  expect(nearestKey('anything', [])).toBeNull()
})
