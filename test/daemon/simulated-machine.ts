import { nodeCron } from '../../src/adapters/node-cron.ts'
import { openSqliteSlotBook } from '../../src/adapters/sqlite-slot-book.ts'
import { createTimeZones } from '../../src/adapters/time-zones.ts'
import type { DaemonWorld } from '../../src/daemon/daemon-world.ts'
import { runDaemon } from '../../src/daemon/run-daemon.ts'
import type { DeskState } from '../../src/ports/desk.ts'
import { MoltdError } from '../../src/ports/errors.ts'
import type { DaemonSettings, DeskPlan, JobOrder, UnbegunSlot } from '../../src/ports/own-commands.ts'
import type { Outcome } from '../../src/ports/run.ts'
import type { RunWatch } from '../../src/ports/run-watch.ts'
import type { DeskNote, SlotBook } from '../../src/ports/slot-book.ts'
import { quietLog } from '../doubles/quiet-log.ts'

const minuteMs = 60_000

interface PlayedRun {
  row: number
  id: string
  trigger: string
  startedMs: number
  outcome: Outcome | null
  /** In time that passes; null: it was cut off. */
  endsMonotonicMs: number | null
}

export type Schedule = DaemonSettings['schedule']

/** A desk while it is open, in a test's hands. */
export interface PlayedDesk {
  plan: DeskPlan
  tell(state: DeskState): void
  /** Discord shuts it out; with an error: it could not be opened. */
  end(error?: Error): void
  isOver: boolean
}

export interface SimulatedMachine {
  schedule: Schedule
  /** What the config says of the bot. */
  desk: DeskPlan | null
  /** Every one that was opened. */
  desks: PlayedDesk[]
  /** How it stood, as written down for others. */
  notes: (DeskNote | null)[]
  book: SlotBook
  launches: (JobOrder & { atMs: number })[]
  runs: PlayedRun[]
  /** The last run found a critical vulnerability and left it. */
  isVulnerable: boolean
  statuses: string[]
  deliveries: number
  /** What was said of times that no run came of. */
  told: UnbegunSlot[]
  /** What the registry, systemd and the config say when asked; null: all is well. */
  trouble: {
    registry: string | null
    launch: string | null
    config: string | null
    report: string | null
    tell: string | null
  }
  /** What every write to the book fails with; null: the disk has room. */
  bookTrouble: string | null
  /** How long every write to the book, and every look at the config, takes: a home on a slow mount. */
  diskMs: number
  /** What a look at the outbox fails with; null: it can be read. */
  outboxTrouble: string | null
  /** How often the daemon has looked at the time. */
  looks: number
  /** When a report waits to be said; null: none does. */
  reportDueMs: number | null
  runMs: number
  uptimeMs: number
  lockedByHand: boolean
  nowMs(): number
  /** Time passes for the daemon and everybody else. */
  live(ms: number): Promise<void>
  /** Time passes on the clock only: nothing runs. */
  sleep(ms: number): void
  /** Somebody sets the clock. */
  setClock(byMs: number): void
  /** The daemon dies at once; `start` begins its next life. */
  kill(): Promise<void>
  start(): void
  /** A run that is at work dies with the machine. */
  powerCut(offMs: number): Promise<void>
  reload(): Promise<void>
  /** What the daemon ended with; null while it lives. */
  failure(): unknown
  remove(): Promise<void>
}

/** A machine whose time is played, with the real daemon, the real cron reader and the real book on it. */
export function simulateMachine(
  startMs: number,
  given: Partial<Schedule> = {},
  paces = { idleMs: 180 * minuteMs, busyMs: 2 * minuteMs },
): SimulatedMachine {
  // A disk that syncs would make a year last an hour.
  const book = openSqliteSlotBook(':memory:')
  const { see, take, put, foresee, countRecovery, noteDesk } = book
  Object.assign(book, {
    see: onDisk(see),
    take: onDisk(take),
    put: onDisk(put),
    foresee: onDisk(foresee),
    countRecovery: onDisk(countRecovery),
    noteDesk: onDisk((note: DeskNote | null) => {
      machine.notes.push(note)
      noteDesk(note)
    }),
  })
  let wallMs = startMs
  let monotonicMs = 0
  let life: { stop: AbortController; over: Promise<void>; reload: () => void } | null = null
  const sleepers = new Set<{ untilMs: number; wake: () => void }>()
  let failure: unknown = null

  const machine: SimulatedMachine = {
    schedule: {
      cron: '0 6 * * *',
      timezone: 'Europe/Berlin',
      jitterMinutes: 0,
      catchUp: true,
      afterBootMinutes: 10,
      window: { days: ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'], from: '00:00', to: '00:00' },
      ...given,
    },
    desk: null,
    desks: [],
    notes: [],
    book,
    launches: [],
    runs: [],
    isVulnerable: false,
    statuses: [],
    deliveries: 0,
    trouble: { registry: null, launch: null, config: null, report: null, tell: null },
    told: [],
    bookTrouble: null,
    diskMs: 0,
    outboxTrouble: null,
    looks: 0,
    reportDueMs: null,
    runMs: 4 * minuteMs,
    uptimeMs: 86_400_000,
    lockedByHand: false,
    nowMs: () => wallMs,
    failure: () => failure,

    async live(ms) {
      const endMs = monotonicMs + ms
      for (;;) {
        await settle()
        const first = [...sleepers].sort((one, other) => one.untilMs - other.untilMs)[0]
        if (first === undefined || first.untilMs > endMs) break
        pass(Math.max(0, first.untilMs - monotonicMs))
        sleepers.delete(first)
        first.wake()
      }
      pass(endMs - monotonicMs)
    },
    sleep(ms) {
      wallMs += ms
      machine.uptimeMs += ms
    },
    setClock(byMs) {
      wallMs += byMs
    },
    start() {
      const stop = new AbortController()
      let reload: () => void = () => undefined
      const over = runDaemon(world, {
        stop: stop.signal,
        paces,
        onReload: callback => (reload = callback),
      }).catch(error => {
        failure = error
      })
      life = { stop, over, reload: () => reload() }
    },
    async kill() {
      life?.stop.abort()
      await life?.over
      life = null
      sleepers.clear()
    },
    async powerCut(offMs) {
      await machine.kill()
      for (const run of machine.runs) if (isAtWork(run)) run.endsMonotonicMs = null
      wallMs += offMs
      machine.uptimeMs = 0
      machine.start()
    },
    async reload() {
      life?.reload()
      await settle()
    },
    async remove() {
      await machine.kill()
      book.close()
    },
  }

  function onDisk<Given extends unknown[]>(write: (...given: Given) => void): (...given: Given) => void {
    return (...given) => {
      pass(machine.diskMs)
      if (machine.bookTrouble !== null)
        throw new MoltdError('E_SLOT_BOOK', `cannot use the book: ${machine.bookTrouble}`, 'Make room.')
      write(...given)
    }
  }

  const isAtWork = (run: PlayedRun) => run.endsMonotonicMs !== null && run.endsMonotonicMs > monotonicMs

  function pass(ms: number): void {
    monotonicMs += ms
    wallMs += ms
    machine.uptimeMs += ms
    for (const run of machine.runs)
      if (run.endsMonotonicMs !== null && run.endsMonotonicMs <= monotonicMs) run.outcome ??= 'up-to-date'
  }

  const runs: RunWatch = {
    lastRow: () => machine.runs.length,
    automaticRunAfter: row => {
      const run = machine.runs.find(candidate => candidate.row > row && candidate.trigger !== 'recovery')
      return run === undefined
        ? null
        : { id: run.id, outcome: run.outcome, phase: { name: 'verify', startedAtMs: run.startedMs } }
    },
    unfinishedRuns: () => machine.runs.filter(run => run.outcome === null).map(({ id }) => id),
    isLockHeld: () => machine.lockedByHand || machine.runs.some(isAtWork),
    isVulnerable: () => machine.isVulnerable,
    nextReportMs: () => {
      if (machine.outboxTrouble !== null) throw new Error(machine.outboxTrouble)
      return machine.reportDueMs
    },
  }

  const world: DaemonWorld = {
    book,
    clock: {
      nowMs: () => {
        machine.looks += 1
        return wallMs
      },
      monotonicMs: () => monotonicMs,
      uptimeMs: () => machine.uptimeMs,
      sleep: (ms, signal) =>
        new Promise((resolve, reject) => {
          const sleeper = { untilMs: monotonicMs + ms, wake: resolve }
          sleepers.add(sleeper)
          const abort = () => {
            sleepers.delete(sleeper)
            reject(signal?.reason)
          }
          signal?.addEventListener('abort', abort, { once: true })
        }),
    },
    cron: nodeCron,
    log: quietLog,
    openDesk: (plan, onState, signal) =>
      new Promise((resolve, reject) => {
        const desk: PlayedDesk = {
          plan,
          tell: onState,
          end: error => {
            desk.isOver = true
            if (error === undefined) resolve()
            else reject(error)
          },
          isOver: false,
        }
        signal.addEventListener('abort', () => desk.end())
        machine.desks.push(desk)
      }),
    own: {
      async readSettings() {
        pass(machine.diskMs)
        if (machine.trouble.config !== null)
          throw new MoltdError('E_CONFIG_KEY', machine.trouble.config, 'Correct it.')
        return { schedule: machine.schedule, desk: machine.desk }
      },
      async launch(order) {
        if (machine.trouble.launch !== null)
          throw new MoltdError('E_JOB_NOT_STARTED', machine.trouble.launch, 'Nothing of it ran.')
        machine.launches.push({ ...order, atMs: wallMs })
        if (order.kind.name === 'recover') {
          for (const run of machine.runs) run.outcome ??= 'untouched'
          return
        }
        const row = machine.runs.length + 1
        machine.runs.push({
          row,
          id: `run-${row}`,
          trigger: order.kind.trigger,
          startedMs: wallMs,
          outcome: null,
          endsMonotonicMs: monotonicMs + machine.runMs,
        })
      },
      lastWords: async () => 'it said nothing',
      askRegistry: async () => machine.trouble.registry,
      async reportUnbegun(slot) {
        if (machine.trouble.tell === null) machine.told.push(slot)
        return machine.trouble.tell
      },
      async deliver() {
        machine.deliveries += 1
        if (machine.trouble.report === null) machine.reportDueMs = null
        return machine.trouble.report
      },
    },
    readiness: {
      watchdogMs: null,
      ready: async status => void machine.statuses.push(status),
      status: async status => void machine.statuses.push(status),
      alive: async () => undefined,
      stopping: async status => void machine.statuses.push(status),
    },
    runs,
    timeZones: createTimeZones({}),
  }
  machine.start()
  return machine
}

/** Lets the daemon come to its next rest. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 3; turn += 1) await new Promise(resolve => setImmediate(resolve))
}
