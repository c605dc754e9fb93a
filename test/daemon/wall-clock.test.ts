import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createTimeZones } from '../../src/adapters/time-zones.ts'
import { openZone, wallClockOf } from '../../src/daemon/zone.ts'
import { wallClock } from '../../src/phases/decide/local-time.ts'

test('the daemon reads the clock on the wall as decide does, whatever the zone, also where clocks change', () => {
  const seconds = fc.integer({ min: Date.UTC(2026, 8, 1) / 1000, max: Date.UTC(2030, 0, 1) / 1000 })
  const zones = fc.constantFrom(
    'Europe/Berlin',
    'America/New_York',
    'Asia/Kathmandu',
    'Australia/Lord_Howe',
    'UTC',
  )
  fc.assert(
    fc.property(seconds, zones, (second, timezone) => {
      const own = wallClockOf(openZone(createTimeZones({}), timezone))
      expect(own(second * 1000)).toEqual(wallClock(timezone)(second * 1000))
    }),
    { numRuns: 300 },
  )
  const [own, other] = [
    wallClockOf(openZone(createTimeZones({}), 'Europe/Berlin')),
    wallClock('Europe/Berlin'),
  ]
  for (const change of [Date.UTC(2027, 2, 28, 1), Date.UTC(2027, 9, 31, 1)])
    for (let minute = -150; minute <= 150; minute += 1)
      expect(own(change + minute * 60_000)).toEqual(other(change + minute * 60_000))
})
