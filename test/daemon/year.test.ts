import fc from 'fast-check'
import { expect, test } from 'vitest'
import { nodeCron } from '../../src/adapters/node-cron.ts'
import { createTimeZones } from '../../src/adapters/time-zones.ts'
import { makePlan } from '../../src/daemon/plan.ts'
import { slotsBetween } from '../../src/daemon/schedule.ts'
import { type Schedule, simulateMachine } from './simulated-machine.ts'

const minuteMs = 60_000
const hourMs = 60 * minuteMs
const dayMs = 24 * hourMs
const newYear = Date.UTC(2026, 11, 31, 12)

/** `2027-03-28` of every day after the start whose morning lies within the time simulated. */
function daysOf(startMs: number, endMs: number): string[] {
  const days: string[] = []
  for (let day = startMs + dayMs; day < endMs; day += dayMs)
    days.push(new Date(day).toISOString().slice(0, 10))
  return days
}

const localDay = (ms: number, timeZone: string) =>
  new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short' }).format(ms)

const cases: { cron: string; timezone: string }[] = [
  { cron: '0 6 * * *', timezone: 'Europe/Berlin' },
  // Left out in March, twice in October.
  { cron: '30 2 * * *', timezone: 'Europe/Berlin' },
  { cron: '30 1 * * *', timezone: 'America/New_York' },
  { cron: '30 2 * * *', timezone: 'America/New_York' },
  // Half an hour of daylight saving, and the south: the year turns the other way round.
  { cron: '45 1 * * *', timezone: 'Australia/Lord_Howe' },
  // Midnight itself is left out.
  { cron: '0 0 * * *', timezone: 'Africa/Cairo' },
  { cron: '15 0 * * *', timezone: 'America/Santiago' },
]

test.each(cases)(
  'in a year without trouble $cron in $timezone runs once a day, every day',
  async ({ cron, timezone }) => {
    const machine = simulateMachine(newYear, { cron, timezone, jitterMinutes: 20 })
    await machine.live(365 * dayMs)
    const days = machine.book.list(400).map(({ slotMs }) => localDay(slotMs, timezone))
    const expected = daysOf(newYear - hourMs, machine.nowMs())
    expect([...days].reverse().slice(0, 363)).toEqual(expected.slice(0, 363))
    expect(machine.launches).toHaveLength(days.length)
    expect(machine.launches.every(({ kind }) => kind.name === 'run' && kind.trigger === 'schedule')).toBe(
      true,
    )
    await machine.remove()
  },
)

test('on the last day of a month, it runs on the last day of every month', async () => {
  const machine = simulateMachine(newYear, { cron: '0 6 L * *' })
  await machine.live(365 * dayMs)
  const days = machine.launches.map(({ atMs }) => localDay(atMs, 'Europe/Berlin').slice(5))
  expect(days).toEqual(
    [
      '01-31',
      '02-28',
      '03-31',
      '04-30',
      '05-31',
      '06-30',
      '07-31',
      '08-31',
      '09-30',
      '10-31',
      '11-30',
      '12-31',
    ].slice(0, days.length),
  )
  expect(days.length).toBeGreaterThanOrEqual(11)
  await machine.remove()
})

type Fate =
  | { kind: 'live' | 'sleep' | 'off'; hours: number }
  | { kind: 'clock'; hours: number }
  | { kind: 'daemon-killed'; minutes: number }
  | { kind: 'offline'; hours: number }
  | { kind: 'no-bus'; hours: number }
  | { kind: 'by-hand'; minutes: number }

const hours = (most: number) => fc.double({ min: 0.01, max: most, noNaN: true })
const fates: fc.Arbitrary<Fate> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('live' as const), hours: hours(40) }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('sleep' as const), hours: hours(100) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('off' as const), hours: hours(200) }) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('clock' as const),
      hours: fc.double({ min: -90, max: 60, noNaN: true }),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('daemon-killed' as const), minutes: hours(30) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('offline' as const), hours: hours(50) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('no-bus' as const), hours: hours(10) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('by-hand' as const), minutes: hours(90) }) },
)
const schedules: fc.Arbitrary<Partial<Schedule>> = fc.record({
  cron: fc.constantFrom('0 6 * * *', '30 2 * * *', '0 */8 * * *', '0 6 * * 1-5'),
  timezone: fc.constantFrom('Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'UTC'),
  jitterMinutes: fc.constantFrom(0, 45),
  catchUp: fc.boolean(),
})

test('whatever befalls the machine, each due time is run exactly once or has its reason, and never in a burst', async () => {
  await fc.assert(
    fc.asyncProperty(
      schedules,
      fc.array(fates, { minLength: 20, maxLength: 60 }),
      async (schedule, story) => {
        const machine = simulateMachine(newYear + 80 * dayMs, schedule, {
          idleMs: 15 * minuteMs,
          busyMs: 2 * minuteMs,
        })
        const live = (ms: number) => machine.live(ms)
        let clockWasSet = false
        for (const fate of story) {
          switch (fate.kind) {
            case 'live':
              await live(fate.hours * hourMs)
              break
            case 'sleep':
              machine.sleep(fate.hours * hourMs)
              break
            case 'off':
              await machine.powerCut(fate.hours * hourMs)
              break
            case 'clock':
              clockWasSet = true
              machine.setClock(fate.hours * hourMs)
              break
            case 'daemon-killed':
              await machine.kill()
              await live(fate.minutes * minuteMs)
              machine.start()
              break
            case 'offline':
              machine.trouble.registry = 'the registry does not answer'
              await live(fate.hours * hourMs)
              machine.trouble.registry = null
              break
            case 'no-bus':
              machine.trouble.launch = 'no user bus'
              await live(fate.hours * hourMs)
              machine.trouble.launch = null
              break
            case 'by-hand':
              machine.lockedByHand = true
              await live(fate.minutes * minuteMs)
              machine.lockedByHand = false
              break
          }
        }
        await live(3 * dayMs)
        expect(machine.failure()).toBe(null)

        const slots = machine.book.list(1000)
        for (const slot of slots) {
          expect(slot.reason).not.toBe('')
          const orders = machine.launches.filter(({ job }) => job === slot.job)
          // A clock that was put back may bring a day a second time; nothing else may.
          if (!clockWasSet)
            expect(orders.length).toBe(slot.state === 'passed' || slot.state === 'queued' ? 0 : 1)
        }
        if (!clockWasSet) {
          const plan = makePlan(
            { cron: nodeCron, timeZones: createTimeZones({}) },
            { schedule: machine.schedule, desk: null },
            '',
          )
          const oldest = slots.at(-1)?.slotMs ?? machine.nowMs()
          const named = slotsBetween(plan.schedule, oldest - 1, machine.book.watermarkMs() ?? 0)
          expect(slots.map(({ slotMs }) => slotMs)).toEqual(named.reverse())
        }
        const runOrders = machine.launches.filter(({ kind }) => kind.name === 'run')
        if (!clockWasSet) expect(new Set(runOrders.map(({ job }) => job)).size).toBe(runOrders.length)
        expect(
          slots.filter(({ state }) => state === 'queued' || state === 'launched').length,
        ).toBeLessThanOrEqual(1)
        for (const [index, order] of runOrders.entries()) {
          const before = runOrders[index - 1]
          if (before !== undefined && !clockWasSet)
            expect(order.atMs - before.atMs).toBeGreaterThan(25 * minuteMs)
        }
        await machine.remove()
      },
    ),
    { numRuns: 25, endOnFailure: true },
  )
}, 120_000)
