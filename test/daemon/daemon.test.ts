import { afterEach, expect, test } from 'vitest'
import { type Schedule, type SimulatedMachine, simulateMachine } from './simulated-machine.ts'

const minuteMs = 60_000
const hourMs = 60 * minuteMs
const dayMs = 24 * hourMs
/** Midnight before a Monday; the schedule is in UTC here. */
const monday = Date.UTC(2026, 10, 23)

let machine: SimulatedMachine
afterEach(() => machine.remove())

async function begin(schedule: Partial<Schedule> = {}): Promise<void> {
  machine = simulateMachine(monday, { timezone: 'UTC', ...schedule }, { idleMs: 30_000, busyMs: 5_000 })
  await machine.live(minuteMs)
}

const status = () => machine.statuses.at(-1) ?? ''
const newest = () => machine.book.list(1)[0]
const startedAt = () => machine.launches.map(({ atMs }) => new Date(atMs).toISOString().slice(8, 16))

test('what lies before the first start is nobody’s debt', async () => {
  await begin()
  await machine.live(2 * hourMs)
  expect(machine.launches).toEqual([])
  expect(status()).toBe('Idle: the next run is due on 2026-11-23 06:00 (UTC).')
})

test('a due run starts on the minute, is followed, and is over when the journal says so', async () => {
  await begin()
  await machine.live(6 * hourMs)
  expect(startedAt()).toEqual(['23T06:00'])
  expect(status()).toBe('Run run-1 is at work in verify.')
  await machine.live(5 * minuteMs)
  expect(newest()).toMatchObject({
    state: 'ended',
    outcome: 'up-to-date',
    runId: 'run-1',
    trigger: 'schedule',
  })
  expect(status()).toBe(
    'Idle: the next run is due on 2026-11-24 06:00 (UTC); of the one of 2026-11-23 06:00 (UTC): its run ended up-to-date.',
  )
})

test('jitter delays a run by the same time whenever it is asked', async () => {
  await begin({ jitterMinutes: 60 })
  await machine.live(8 * hourMs)
  const [first] = machine.launches
  const lateMs = (first?.atMs ?? 0) - (monday + 6 * hourMs)
  expect(lateMs).toBeGreaterThanOrEqual(0)
  expect(lateMs).toBeLessThanOrEqual(60 * minuteMs)
  await machine.kill()
  machine.start()
  await machine.live(hourMs)
  expect(machine.launches).toHaveLength(1)
})

test('after a sleep across three mornings one run makes up for all, when the machine has settled', async () => {
  await begin()
  machine.sleep(3 * dayMs + 9 * hourMs)
  await machine.live(minuteMs)
  expect(machine.launches).toEqual([])
  expect(status()).toContain('waits: the machine has just woken, or moltd has just started.')
  await machine.live(3 * minuteMs)
  expect(machine.launches.map(({ kind }) => kind)).toEqual([{ name: 'run', trigger: 'catch-up' }])
  await machine.live(hourMs)
  expect(machine.launches).toHaveLength(1)
  expect(machine.book.list(9).map(({ state }) => state)).toEqual(['ended', 'passed', 'passed', 'passed'])
  expect(machine.book.list(9)[1]?.reason).toContain('the run for a later one makes up for it')
})

test('no missed run is made up for when the config says so, nor shortly before the next', async () => {
  await begin({ catchUp: false })
  machine.sleep(9 * hourMs)
  await machine.live(hourMs)
  expect(machine.launches).toEqual([])
  expect(newest()?.reason).toContain('schedule.catchUp is off')
  machine.schedule.catchUp = true
  await machine.reload()
  machine.sleep(dayMs + 19.7 * hourMs)
  await machine.live(15 * minuteMs)
  expect(machine.launches).toEqual([])
  expect(newest()?.reason).toContain('the next one is due already in')
})

test('nothing runs in the first minutes after a boot', async () => {
  await begin()
  await machine.powerCut(8 * hourMs)
  await machine.live(9 * minuteMs)
  expect(machine.launches).toEqual([])
  expect(status()).toContain('waits: the machine booted only')
  await machine.live(2 * minuteMs)
  expect(machine.launches).toHaveLength(1)
})

test('while the registry does not answer a run waits, and asks less and less often', async () => {
  await begin()
  let asked = 0
  const trouble = machine.trouble
  Object.defineProperty(trouble, 'registry', {
    configurable: true,
    get: () => {
      asked += 1
      return 'cannot reach the registry'
    },
  })
  await machine.live(16 * hourMs)
  expect(machine.launches).toEqual([])
  expect(asked).toBeLessThan(60)
  expect(status()).toBe('The run of 2026-11-23 06:00 (UTC) waits: cannot reach the registry.')
  Object.defineProperty(trouble, 'registry', { value: null })
  await machine.live(20 * minuteMs)
  expect(machine.launches).toHaveLength(1)
})

test('a vulnerable version does not wait for the window', async () => {
  await begin({ window: { days: ['tue'], from: '22:00', to: '03:00' } })
  machine.isVulnerable = true
  await machine.live(7 * hourMs)
  expect(startedAt()).toEqual(['23T06:00'])
})

test('outside the window a run is queued, and begins when it opens', async () => {
  await begin({ window: { days: ['tue'], from: '22:00', to: '03:00' } })
  await machine.live(7 * hourMs)
  expect(status()).toBe(
    'The run of 2026-11-23 06:00 (UTC) waits: the maintenance window opens on 2026-11-24 22:00 (UTC).',
  )
  await machine.live(2 * dayMs)
  expect(startedAt()).toEqual(['24T22:00'])
  expect(
    machine.book
      .list(9)
      .map(({ reason }) => reason)
      .at(-1),
  ).toContain('until the next one was due')
})

test('while a person’s run is at work a due run waits, and then goes', async () => {
  await begin()
  machine.lockedByHand = true
  await machine.live(7 * hourMs)
  expect(machine.launches).toEqual([])
  expect(status()).toBe(
    'Another run is at work. The run of 2026-11-23 06:00 (UTC) waits: another run is at work.',
  )
  machine.lockedByHand = false
  await machine.live(minuteMs)
  expect(machine.launches).toHaveLength(1)
})

test('a run that systemd refuses to start is tried again, and its slot is run once', async () => {
  await begin()
  machine.trouble.launch = 'no user bus'
  await machine.live(7 * hourMs)
  expect(status()).toContain('waits: its run could not be started: no user bus.')
  machine.trouble.launch = null
  await machine.live(hourMs)
  expect(machine.launches).toHaveLength(1)
})

test('a daemon that dies in the middle of a run picks it up again, and starts no other', async () => {
  await begin()
  await machine.live(6 * hourMs)
  await machine.kill()
  machine.start()
  await machine.live(minuteMs)
  expect(status()).toBe('Run run-1 is at work in verify.')
  await machine.live(dayMs / 2)
  expect(machine.launches).toHaveLength(1)
  expect(newest()).toMatchObject({ state: 'ended', outcome: 'up-to-date' })
})

test('a daemon that dies between writing a run down and starting it does not start it a second time', async () => {
  await begin()
  machine.runMs = 0
  await machine.live(6 * hourMs - 2 * minuteMs)
  machine.book.take(
    [
      {
        slotMs: monday + 6 * hourMs,
        trigger: 'schedule',
        state: 'launched',
        reason: 'its run was started',
        job: 'moltd-run-20261123060000',
        journalRow: 0,
        launchedAtMs: machine.nowMs(),
        runId: null,
        outcome: null,
        telling: null,
        changedAtMs: machine.nowMs(),
      },
    ],
    monday + 6 * hourMs,
  )
  await machine.live(hourMs)
  expect(machine.launches).toEqual([])
  expect(newest()).toMatchObject({ state: 'ended', reason: 'its run did not begin: it said nothing' })
  expect(machine.told).toEqual([
    { slotMs: monday + 6 * hourMs, trigger: 'schedule', reason: 'its run did not begin: it said nothing' },
  ])
})

test('a run that lost its machine is recovered once it is up again, before anything else', async () => {
  await begin()
  await machine.live(6 * hourMs + minuteMs)
  await machine.powerCut(minuteMs)
  await machine.live(2 * minuteMs)
  expect(machine.launches.map(({ kind, job }) => [kind.name, job])).toEqual([
    ['run', 'moltd-run-20261123060000'],
    ['recover', 'moltd-recover-run-1-1'],
  ])
})

test('a run that cannot be recovered is tried three times, not more, and a person is asked for', async () => {
  await begin()
  machine.runs.push({
    row: 1,
    id: 'run-x',
    trigger: 'recovery',
    startedMs: monday,
    outcome: null,
    endsMonotonicMs: null,
  })
  machine.trouble.launch = 'no user bus'
  let tries = 0
  const count = machine.book.countRecovery
  machine.book.countRecovery = (...given) => {
    tries += 1
    count(...given)
  }
  await machine.live(20 * hourMs)
  expect(tries).toBe(3)
  expect(status()).toContain('3 tries did not bring it to its end: run `moltd recover` by hand. Idle:')
  expect(newest()).toMatchObject({ state: 'passed' })
  expect(machine.told).toMatchObject([{ reason: expect.stringContaining('run `moltd recover` by hand') }])
})

test('what keeps a run from beginning for an hour is told once, and again only for the next time', async () => {
  await begin()
  machine.trouble.launch = 'no user bus'
  await machine.live(6 * hourMs + 50 * minuteMs)
  expect(machine.told).toEqual([])
  await machine.live(16 * hourMs)
  expect(machine.told).toMatchObject([
    { slotMs: monday + 6 * hourMs, reason: 'its run could not be started: no user bus' },
  ])
  await machine.kill()
  machine.start()
  await machine.live(9 * hourMs)
  expect(machine.told.map(({ slotMs }) => slotMs)).toEqual([monday + 6 * hourMs, monday + 30 * hourMs])
  machine.trouble.launch = null
  await machine.live(hourMs)
  expect(newest()).toMatchObject({ state: 'ended', outcome: 'up-to-date' })
  expect(machine.told).toHaveLength(2)
})

test('a run that only waits for its window or for the machine to settle is nothing to tell of', async () => {
  await begin({ window: { days: ['tue'], from: '00:00', to: '00:00' } })
  await machine.live(dayMs + 2 * hourMs)
  expect(machine.launches).not.toEqual([])
  expect(machine.told).toEqual([])
})

test('what could not be told is tried again, less and less often, also by the next daemon', async () => {
  await begin()
  machine.trouble.launch = 'no user bus'
  machine.trouble.tell = 'database or disk is full'
  let tries = 0
  const owed = machine.book.owed
  machine.book.owed = () => {
    const entry = owed()
    if (entry !== null) tries += 1
    return entry
  }
  await machine.live(12 * hourMs)
  expect(tries).toBeGreaterThan(5)
  expect(tries).toBeLessThan(20)
  machine.trouble.tell = null
  await machine.kill()
  machine.start()
  await machine.live(minuteMs)
  expect(machine.told).toHaveLength(1)
})

test('a broken config keeps the old one, and says so until it is sound again', async () => {
  await begin()
  machine.trouble.config = 'config.json5:3:5: unknown key "shedule"'
  await machine.reload()
  await machine.live(minuteMs)
  expect(status()).toContain('unknown key "shedule"); the one before counts.')
  await machine.live(6 * hourMs)
  expect(machine.launches).toHaveLength(1)
  machine.trouble.config = null
  machine.schedule.cron = '0 9 * * *'
  await machine.reload()
  await machine.live(hourMs)
  expect(status()).toContain('the next run is due on 2026-11-23 09:00 (UTC)')
  expect(status()).not.toContain('the one before counts')
})

test('a config that is broken at the start is the daemon’s end', async () => {
  await begin()
  await machine.kill()
  machine.trouble.config = 'unknown key'
  machine.start()
  await machine.live(minuteMs)
  expect(machine.failure()).toMatchObject({ code: 'E_CONFIG_KEY' })
})

test('a clock that is not set is not believed', async () => {
  await begin()
  machine.setClock(-20 * 365 * dayMs)
  await machine.live(10 * dayMs)
  expect(machine.launches).toEqual([])
  expect(status()).toContain('so it is not set; no run begins until it is believed.')
})

test('a clock that goes back by days is believed after a while, and the days that it had skipped count again', async () => {
  await begin()
  machine.setClock(3 * dayMs)
  await machine.live(hourMs)
  expect(machine.launches).toHaveLength(1)
  machine.setClock(-3 * dayMs)
  await machine.live(10 * minuteMs)
  expect(status()).toContain('The clock went back by 3 days')
  // Monday's was made up for an hour ago; Tuesday's and Wednesday's are still to come.
  await machine.live(3 * dayMs)
  expect(startedAt().slice(1)).toEqual(['24T06:00', '25T06:00'])
})

test('a clock that is put back by an hour does not bring a run a second time', async () => {
  await begin()
  await machine.live(6.2 * hourMs)
  machine.setClock(-hourMs)
  await machine.live(3 * hourMs)
  expect(machine.launches).toHaveLength(1)
})

test('a report that waits is delivered; one that cannot be is tried less and less often', async () => {
  await begin()
  machine.reportDueMs = machine.nowMs() + minuteMs
  await machine.live(2 * minuteMs)
  expect(machine.deliveries).toBe(1)
  machine.trouble.report = 'Discord cannot be reached'
  machine.reportDueMs = machine.nowMs()
  await machine.live(5 * hourMs)
  expect(machine.deliveries).toBeLessThan(20)
})

test('while the disk is full nothing is begun that cannot be written down, nor is the daemon busy; with room again the run goes once', async () => {
  await begin()
  await machine.live(5 * hourMs)
  machine.bookTrouble = 'database or disk is full'
  const before = machine.looks
  await machine.live(3 * hourMs)
  expect(machine.failure()).toBeNull()
  expect(machine.launches).toEqual([])
  expect(status()).toBe('Cannot work now: cannot use the book: database or disk is full; tries again.')
  // Every half minute, and a few looks at the time in each.
  expect(machine.looks - before).toBeLessThan(3 * 120 * 5)
  machine.bookTrouble = null
  await machine.live(10 * minuteMs)
  expect(machine.launches.map(({ kind }) => kind)).toEqual([{ name: 'run', trigger: 'catch-up' }])
  await machine.live(10 * hourMs)
  expect(machine.launches).toHaveLength(1)
})

test('a disk that fills just as a run is to begin does not make it begin unwritten', async () => {
  await begin()
  machine.schedule.window = { days: ['mon'], from: '07:00', to: '12:00' }
  await machine.reload()
  await machine.live(6 * hourMs + 30 * minuteMs)
  machine.bookTrouble = 'database or disk is full'
  await machine.live(hourMs)
  expect(machine.launches).toEqual([])
  machine.bookTrouble = null
  await machine.live(40 * minuteMs)
  expect(machine.launches).toHaveLength(1)
})

test('a home on a slow mount delays a run, and neither loses nor doubles one', async () => {
  await begin()
  machine.diskMs = 90_000
  const before = machine.looks
  await machine.live(3 * dayMs)
  expect(machine.failure()).toBeNull()
  expect(machine.launches.map(({ kind }) => kind)).toEqual(
    [1, 2, 3].map(() => ({ name: 'run', trigger: 'schedule' })),
  )
  for (const [day, { atMs }] of machine.launches.entries()) {
    expect(atMs - (monday + day * dayMs + 6 * hourMs)).toBeGreaterThanOrEqual(0)
    expect(atMs - (monday + day * dayMs + 6 * hourMs)).toBeLessThan(15 * minuteMs)
  }
  expect(machine.looks - before).toBeLessThan(3 * 24 * 120 * 5)
})

test('an outbox that cannot be read keeps no run from its time', async () => {
  await begin()
  machine.outboxTrouble = 'file is not a database'
  await machine.live(6 * hourMs)
  expect(startedAt()).toEqual(['23T06:00'])
})

test('asked to stop, it stops', async () => {
  await begin()
  await machine.kill()
  expect(status()).toBe('Stops; a run that is at work goes on by itself.')
})
