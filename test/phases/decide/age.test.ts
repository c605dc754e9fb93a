import { expect, test } from 'vitest'
import { existsSince, firstSight } from '../../../src/phases/decide/age.ts'

const at = (text: string) => Date.parse(text)
const now = at('2026-09-26T06:00:00Z')
const seen = at('2026-09-25T06:00:00Z')

test.each([
  ['nothing', null, { ms: seen, source: 'here' }],
  [
    'a plausible time before that',
    at('2026-09-24T22:17:03Z'),
    { ms: at('2026-09-24T22:17:03Z'), source: 'registry' },
  ],
  ['a time after that', at('2026-09-25T20:00:00Z'), { ms: seen, source: 'here' }],
  ['a time to come', at('2026-09-27T00:00:00Z'), { ms: seen, source: 'here' }],
  ['a time long before the version’s month', at('2026-08-01T00:00:00Z'), { ms: seen, source: 'here' }],
  ['the beginning of time', 0, { ms: seen, source: 'here' }],
  ['no number', Number.NaN, { ms: seen, source: 'here' }],
])('seen a day ago, and the registry says %s', (_, publishedMs, since) => {
  expect(existsSince({ version: '2026.9.6', nowMs: now, firstSeenMs: seen, publishedMs })).toEqual(since)
})

test('not seen before, the registry is believed where it can be true', () => {
  const known = { version: '2026.9.6', nowMs: now, firstSeenMs: null }
  expect(existsSince({ ...known, publishedMs: seen })).toEqual({ ms: seen, source: 'registry' })
  expect(existsSince({ ...known, publishedMs: now + 1 })).toBeNull()
  expect(existsSince({ ...known, publishedMs: null })).toBeNull()
})

test('by a clock that cannot be right nothing is known', () => {
  const nowMs = at('1970-01-01T00:03:00Z')
  expect(existsSince({ version: '2026.9.6', nowMs, firstSeenMs: 0, publishedMs: 0 })).toBeNull()
  expect(existsSince({ version: '2026.9.6', nowMs: Number.NaN, firstSeenMs: 0, publishedMs: 0 })).toBeNull()
  expect(firstSight('2026.9.6', null, nowMs)).toBeNull()
  expect(firstSight('2026.9.6', seen, nowMs)).toBeNull()
})

test('a version of next month may come out a little early', () => {
  const nowMs = at('2026-09-29T06:00:00Z')
  expect(firstSight('2026.10.1-beta.1', null, nowMs)).toBe(nowMs)
})

test('the first sight is kept, and begins anew when it cannot be true', () => {
  expect(firstSight('2026.9.6', null, now)).toBe(now)
  expect(firstSight('2026.9.6', seen, now)).toBe(seen)
  expect(firstSight('2026.9.6', now + 1, now)).toBe(now)
  expect(firstSight('2026.9.6', 0, now)).toBe(now)
})
