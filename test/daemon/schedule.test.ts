import { expect, test } from 'vitest'
import { nodeCron } from '../../src/adapters/node-cron.ts'
import { createTimeZones } from '../../src/adapters/time-zones.ts'
import { dueOf, nextSlot, slotsBetween } from '../../src/daemon/schedule.ts'
import { openZone } from '../../src/daemon/zone.ts'

const scheduleOf = (cron: string, timezone: string, jitterMs = 0) => ({
  pattern: nodeCron.read(cron),
  zone: openZone(createTimeZones({}), timezone),
  jitterMs,
  seed: 'a machine',
})

const slots = (cron: string, timezone: string, from: string, to: string) =>
  slotsBetween(scheduleOf(cron, timezone), Date.parse(from), Date.parse(to)).map(slot =>
    new Date(slot).toISOString().slice(0, 16),
  )

test('a time that spring leaves out is the moment at which the clocks skip it', () => {
  expect(slots('30 2 * * *', 'Europe/Berlin', '2027-03-27', '2027-03-30')).toEqual([
    '2027-03-27T01:30',
    '2027-03-28T01:00',
    '2027-03-29T00:30',
  ])
})

test('several times that spring leaves out are one', () => {
  expect(slots('*/20 2 * * *', 'Europe/Berlin', '2027-03-28', '2027-03-28T12:00Z')).toEqual([
    '2027-03-28T01:00',
  ])
})

test('of a time that autumn brings twice the first counts, and no other', () => {
  expect(slots('30 2 * * *', 'Europe/Berlin', '2027-10-30T12:00Z', '2027-11-01')).toEqual([
    '2027-10-31T00:30',
  ])
  expect(slots('30 1 * * *', 'America/New_York', '2027-11-07', '2027-11-08')).toEqual(['2027-11-07T05:30'])
})

test('a day that a zone leaves out altogether comes with the next one', () => {
  expect(slots('0 6 * * *', 'Pacific/Apia', '2011-12-29T00:00Z', '2012-01-01T00:00Z')).toEqual([
    '2011-12-29T16:00',
    '2011-12-30T10:00',
    '2011-12-30T16:00',
    '2011-12-31T16:00',
  ])
})

test('the next slot is the first of all slots to come, however far', () => {
  const leap = scheduleOf('0 6 29 2 *', 'UTC')
  expect(nextSlot(leap, Date.UTC(2096, 2, 1))).toBe(Date.UTC(2104, 1, 29, 6))
  const second = scheduleOf('0 6 * * 1#2', 'UTC')
  expect(nextSlot(second, Date.UTC(2026, 10, 23))).toBe(Date.UTC(2026, 11, 14, 6))
})

test('jitter is the same whenever it is asked, another on another machine, and ends half-way to the next', () => {
  const spread = scheduleOf('*/10 * * * *', 'UTC', 3_600_000)
  const dues = slotsBetween(spread, 0, 86_400_000).map(slot => dueOf(spread, slot) - slot)
  expect(dues).toEqual(slotsBetween(spread, 0, 86_400_000).map(slot => dueOf(spread, slot) - slot))
  expect(Math.max(...dues)).toBeLessThan(300_000)
  expect(new Set(dues).size).toBeGreaterThan(100)
  expect(dueOf({ ...spread, seed: 'another' }, 600_000)).not.toBe(dueOf(spread, 600_000))
})

test.each(['x', '0 25 * * *', '0 6 31 2 *', '0 0 6 * * *', '@daily', ''])('%j is refused', cron => {
  expect(() => nodeCron.read(cron)).toThrow(expect.objectContaining({ code: 'E_SCHEDULE' }))
})
