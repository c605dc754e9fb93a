import { expect, test } from 'vitest'
import { planAhead } from '../../../src/phases/decide/plan-ahead.ts'
import type { Schedule } from '../../../src/ports/schedule.ts'
import { aPolicy, type Changes, hourMs, now, observe, situate } from './a-situation.ts'

const dayMs = 24 * hourMs

function every(ms: number): Schedule {
  return {
    nextTimes: (fromMs, count) => Array.from({ length: count }, (_, index) => fromMs + (index + 1) * ms),
  }
}

function plan(changes: Changes, days = 4, schedule = every(dayMs)) {
  return planAhead(situate(changes), schedule, now + days * dayMs).map(({ startsMs, decision }) => [
    (startsMs - now) / hourMs,
    decision.kind,
  ])
}

test('a young release is taken by the first run at which it is old enough, and then there is nothing to do', () => {
  expect(plan({ firstSeenMs: now + hourMs - dayMs, policy: { minimumAgeMs: 2 * dayMs } })).toEqual([
    [24, 'held'],
    [48, 'update'],
    [72, 'up-to-date'],
    [96, 'up-to-date'],
  ])
})

test('a hold shows on each day until it ends', () => {
  const hold = { untilMs: now + 3 * dayMs, reason: null, sinceMs: 0 }
  expect(plan({ policy: { orders: { ...aPolicy.orders, hold } } }).map(([, kind]) => kind)).toEqual([
    'held',
    'held',
    'update',
    'up-to-date',
  ])
})

test('a run that is due outside of the window starts when it opens', () => {
  const window = { days: ['mon', 'tue', 'wed'], from: '22:00', to: '04:00' }
  expect(plan({ policy: { window } }, 8)).toEqual([
    [24 + 16, 'update'],
    [48 + 16, 'up-to-date'],
    [7 * 24 + 16, 'up-to-date'],
    [8 * 24 + 16, 'up-to-date'],
  ])
})

test('a run in the first minutes after boot is not one of days from now', () => {
  expect(plan({ uptimeMs: 0 }, 1)).toEqual([[24, 'update']])
})

test('what needs a person stays as it is', () => {
  expect(plan({ policy: { mode: 'ask' } }, 2)).toEqual([
    [24, 'awaiting-approval'],
    [48, 'awaiting-approval'],
  ])
})

test('no time beyond the end is looked at, and a schedule without end comes to one', () => {
  expect(plan({ observation: observe('2026.9.6', '2026.9.6') }, 0.5)).toEqual([])
  expect(plan({ observation: observe('2026.9.6', '2026.9.6') }, 30, every(60_000))).toHaveLength(2000)
  expect(plan({}, 30, { nextTimes: () => [] })).toEqual([])
})
