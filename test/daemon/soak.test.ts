import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { nodeCron } from '../../src/adapters/node-cron.ts'
import { watchRuns } from '../../src/adapters/run-watch.ts'
import { openSqliteJournal } from '../../src/adapters/sqlite-journal.ts'
import { openSqliteSlotBook } from '../../src/adapters/sqlite-slot-book.ts'
import { createTimeZones } from '../../src/adapters/time-zones.ts'
import type { DaemonWorld } from '../../src/daemon/daemon-world.ts'
import { makePlan } from '../../src/daemon/plan.ts'
import { createTick } from '../../src/daemon/tick.ts'
import { quietLog } from '../doubles/quiet-log.ts'

const minuteMs = 60_000
const ticks = 12_000

test('twelve thousand looks and two hundred runs leave no memory, no descriptor and no file behind', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'moltd-soak-'))
  const book = openSqliteSlotBook(':memory:')
  let nowMs = Date.UTC(2026, 10, 23)
  let launches = 0
  const world: DaemonWorld = {
    book,
    clock: {
      nowMs: () => nowMs,
      monotonicMs: () => nowMs,
      uptimeMs: () => nowMs,
      sleep: async () => undefined,
    },
    cron: nodeCron,
    openDesk: async () => undefined,
    log: quietLog,
    own: {
      readSettings: async () => ({ schedule, desk: null }),
      launch: async ({ kind }) => {
        launches += 1
        if (kind.name !== 'run') return
        const journal = openSqliteJournal(join(folder, 'journal.sqlite'))
        const id = `run-${launches}`
        journal.beginRun({ id, trigger: kind.trigger, atMs: nowMs })
        journal.beginPhase(id, 'check', nowMs)
        journal.finishRun(id, 'up-to-date', nowMs)
        journal.close()
      },
      reportUnbegun: async () => null,
      lastWords: async () => '',
      askRegistry: async () => null,
      deliver: async () => null,
    },
    readiness: {
      watchdogMs: null,
      ready: async () => undefined,
      status: async () => undefined,
      alive: async () => undefined,
      stopping: async () => undefined,
    },
    runs: watchRuns(folder),
    timeZones: createTimeZones({}),
  }
  const schedule = {
    cron: '0 * * * *',
    timezone: 'UTC',
    jitterMinutes: 0,
    catchUp: true,
    afterBootMinutes: 0,
    window: { days: ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'], from: '00:00', to: '00:00' },
  }
  const plan = makePlan(world, { schedule, desk: null }, book.seed())
  const tick = createTick(world)
  const look = async () => {
    nowMs += minuteMs
    await tick(plan)
  }
  const held = () => ({ descriptors: readdirSync('/proc/self/fd').length, files: readdirSync(folder).length })

  for (let count = 0; count < ticks / 4; count += 1) await look()
  globalThis.gc?.()
  const before = { ...held(), heap: process.memoryUsage().heapUsed }
  for (let count = 0; count < (ticks * 3) / 4; count += 1) await look()
  globalThis.gc?.()
  const after = { ...held(), heap: process.memoryUsage().heapUsed }

  expect(launches).toBeGreaterThanOrEqual(199)
  expect(after.descriptors).toBe(before.descriptors)
  expect(after.files).toBe(before.files)
  // Without a forced collection the heap breathes; a leak of a kilobyte a look would be 9 MB.
  expect((after.heap - before.heap) / 1e6).toBeLessThan(globalThis.gc ? 2 : 24)
  expect(book.list(1000).length).toBeLessThanOrEqual(400)
  book.close()
  rmSync(folder, { recursive: true })
}, 240_000)
