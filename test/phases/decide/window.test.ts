import fc from 'fast-check'
import { expect, test } from 'vitest'
import { wallClock } from '../../../src/phases/decide/local-time.ts'
import { isOpen, type MaintenanceWindow, nextOpening } from '../../../src/phases/decide/window.ts'

const week = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun']
const berlin = wallClock('Europe/Berlin')
const utc = wallClock('UTC')
const at = (text: string) => Date.parse(`${text}:00Z`)
const iso = (ms: number | null) => (ms === null ? null : new Date(ms).toISOString().slice(0, 16))
const nights: MaintenanceWindow = { days: ['sat'], from: '22:00', to: '04:00' }

test('a window that crosses midnight belongs to the day on which it opens', () => {
  expect(
    ['2026-11-28T21:59', '2026-11-28T22:00', '2026-11-29T03:59', '2026-11-29T04:00', '2026-11-28T03:00'].map(
      time => isOpen(nights, at(time), utc),
    ),
  ).toEqual([false, true, true, false, false])
})

test('it is judged by the clock on the wall', () => {
  expect(isOpen(nights, at('2026-11-28T21:00'), berlin)).toBe(true)
  expect(isOpen(nights, at('2026-08-29T20:00'), berlin)).toBe(true)
  expect(isOpen(nights, at('2026-11-28T20:00'), berlin)).toBe(false)
})

test('the same time twice is the whole day', () => {
  const weekend: MaintenanceWindow = { days: ['sat', 'sun'], from: '00:00', to: '00:00' }
  expect(iso(nextOpening(weekend, at('2026-11-23T12:34'), berlin))).toBe('2026-11-27T23:00')
  expect(isOpen(weekend, at('2026-11-29T22:59'), berlin)).toBe(true)
  expect(isOpen(weekend, at('2026-11-29T23:00'), berlin)).toBe(false)
})

test('an open window opens now', () => {
  const now = at('2026-11-28T23:17') + 12_345
  expect(nextOpening(nights, now, utc)).toBe(now)
})

test('a window that closed a few minutes ago opens the next time', () => {
  const early: MaintenanceWindow = { days: week, from: '04:00', to: '04:05' }
  expect(iso(nextOpening(early, at('2026-11-23T04:10'), utc))).toBe('2026-11-24T04:00')
})

test('a window in the hour that spring leaves out opens a week later', () => {
  const early: MaintenanceWindow = { days: ['sun'], from: '02:00', to: '03:00' }
  expect(iso(nextOpening(early, at('2026-03-28T12:00'), berlin))).toBe('2026-04-05T00:00')
})

test('a window in the hour that autumn repeats is open twice', () => {
  const early: MaintenanceWindow = { days: ['sun'], from: '02:00', to: '03:00' }
  const open = (time: string) => isOpen(early, at(time), berlin)
  expect([open('2026-10-25T00:30'), open('2026-10-25T01:30'), open('2026-10-25T02:30')]).toEqual([
    true,
    true,
    false,
  ])
})

test('the next opening is the first open minute, in every zone and for every window', () => {
  const minute = fc
    .integer({ min: 0, max: 1439 })
    .map(of => `${String(Math.floor(of / 60)).padStart(2, '0')}:${String(of % 60).padStart(2, '0')}`)
  fc.assert(
    fc.property(
      fc.record({ days: fc.subarray(week, { minLength: 1 }), from: minute, to: minute }),
      fc.constantFrom('UTC', 'Europe/Berlin', 'Australia/Lord_Howe', 'Asia/Kathmandu'),
      fc.integer({ min: Date.UTC(2026, 0), max: Date.UTC(2027, 0) }),
      (window, timezone, now) => {
        const zone = wallClock(timezone)
        const opens = nextOpening(window, now, zone)
        if (opens === null) throw new Error('every window opens within two weeks')
        expect(isOpen(window, opens, zone)).toBe(true)
        if (opens === now) return
        expect(opens % 60_000).toBe(0)
        expect(isOpen(window, opens - 1, zone)).toBe(false)
        for (let ms = now; ms < opens; ms += 7 * 60_000)
          if (isOpen(window, ms, zone)) throw new Error('open before')
      },
    ),
    { numRuns: 40 },
  )
})
