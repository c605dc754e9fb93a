import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createTimeZones } from '../../src/adapters/time-zones.ts'
import { whenOpen } from '../../src/daemon/window.ts'
import { openZone } from '../../src/daemon/zone.ts'
import { nextOpening } from '../../src/phases/decide/window.ts'

const clockTime = fc
  .tuple(fc.integer({ min: 0, max: 23 }), fc.constantFrom(0, 15, 30, 45))
  .map(([hour, minute]) => `${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`)
const anyWindow = fc.record({
  days: fc.uniqueArray(fc.constantFrom('mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'), { minLength: 1 }),
  from: clockTime,
  to: clockTime,
})

test('the window opens for the daemon when it opens for a run, whatever the days, hours and offset', () => {
  const minutes = fc.integer({ min: Date.UTC(2026, 10, 2) / 60_000, max: Date.UTC(2027, 2, 10) / 60_000 })
  const zones = fc.constantFrom('Europe/Berlin', 'Asia/Kathmandu', 'UTC')
  fc.assert(
    fc.property(anyWindow, minutes, zones, (window, minute, timezone) => {
      const zone = openZone(createTimeZones({}), timezone)
      expect(whenOpen(window, zone, minute * 60_000)).toBe(nextOpening(window, minute * 60_000, timezone))
    }),
    { numRuns: 300 },
  )
})

test('a run that the daemon lets go is not held by decide because of a clock change', () => {
  // Around every change of 2027; at the seams themselves both may differ by the hour that is left out or doubled.
  const zone = openZone(createTimeZones({}), 'Europe/Berlin')
  const window = { days: ['sun'], from: '01:00', to: '04:00' }
  for (const change of [Date.UTC(2027, 2, 28, 1), Date.UTC(2027, 9, 31, 1)]) {
    for (let minute = -600; minute < 600; minute += 10) {
      const nowMs = change + minute * 60_000
      const opensMs = whenOpen(window, zone, nowMs)
      if (opensMs === nowMs) expect(nextOpening(window, nowMs, 'Europe/Berlin')).toBe(nowMs)
    }
  }
})
