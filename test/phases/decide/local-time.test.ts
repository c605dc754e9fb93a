import fc from 'fast-check'
import { expect, test } from 'vitest'
import { instantOf, sayLocalTime, sayMinute, wallClock } from '../../../src/phases/decide/local-time.ts'

const berlin = 'Europe/Berlin'
const zones = [
  'UTC',
  berlin,
  'America/New_York',
  'Asia/Kolkata',
  'Australia/Lord_Howe',
  'Pacific/Apia',
  'Asia/Kathmandu',
]
const iso = (ms: number | null) => (ms === null ? null : new Date(ms).toISOString().slice(0, 16))

test('a time is said as the clock on the wall shows it, with its zone', () => {
  expect(sayLocalTime(Date.UTC(2026, 10, 24, 5, 0), berlin)).toBe('2026-11-24 06:00 Europe/Berlin')
  expect(sayLocalTime(Date.UTC(2026, 6, 24, 22, 0), berlin)).toBe('2026-07-25 00:00 Europe/Berlin')
})

test('what is said is never too early', () => {
  expect(sayLocalTime(Date.UTC(2026, 10, 24, 5, 0, 1), 'UTC')).toBe('2026-11-24 05:01 UTC')
})

test('a date on the wall is the instant at which it is shown', () => {
  expect(iso(instantOf('2026-11-24', 6 * 60, berlin))).toBe('2026-11-24T05:00')
  expect(iso(instantOf('2026-07-24', 6 * 60, berlin))).toBe('2026-07-24T04:00')
})

test('a time that exists twice is its second, one that does not is the one after the gap', () => {
  expect(iso(instantOf('2026-10-25', 2 * 60 + 30, berlin))).toBe('2026-10-25T01:30')
  expect(iso(instantOf('2026-03-29', 2 * 60 + 30, berlin))).toBe('2026-03-29T01:30')
})

test.each(['2026-02-30', '2026-13-01', '2026-00-10', 'tomorrow'])('%s is no date', date => {
  expect(instantOf(date, 0, berlin)).toBeNull()
})

test('any instant is found again from what its clock shows, or is the first of two', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...zones),
      fc.integer({ min: Date.UTC(2024, 0) / 60_000, max: Date.UTC(2030, 0) / 60_000 }),
      (zone, minutes) => {
        const { date, minuteOfDay } = wallClock(zone)(minutes * 60_000)
        const found = instantOf(date, minuteOfDay, zone)
        expect(wallClock(zone)(found ?? 0)).toMatchObject({ date, minuteOfDay })
        expect([0, 30, 60]).toContain(((found ?? 0) - minutes * 60_000) / 60_000)
      },
    ),
  )
})

test('minutes of a day are said as a time of day', () => {
  expect([0, 65, 1439].map(sayMinute)).toEqual(['00:00', '01:05', '23:59'])
})
