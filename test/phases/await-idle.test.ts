import { expect, onTestFinished, test } from 'vitest'
import { readCronJobs, readPreflight } from '../../src/openclaw/activity.ts'
import { conductRun } from '../../src/phases/conduct-run.ts'
import type { Way, WaySettings } from '../../src/phases/way.ts'
import { readAnswer } from '../doubles/read-answer.ts'
import { createVirtualHost, newVersion, oldVersion } from '../scenarios/virtual-host.ts'
import { startMoltd } from '../scenarios/virtual-moltd.ts'

const never = new AbortController().signal
const minuteMs = 60_000
const quiet = { waitMs: 30 * minuteMs, aheadMs: 5 * minuteMs, otherwise: 'postpone' } as const

/** A gateway that is at work for so long, in milliseconds. */
async function setUp(busyMs: number, settings: WaySettings['quiet'] = quiet) {
  const host = createVirtualHost()
  await host.start()
  const moltd = startMoltd(host, { settings: { quiet: settings } })
  onTestFinished(() => {
    moltd.close()
    host.remove()
  })
  let asked = 0
  const { commands } = moltd.way.world
  const way: Way = {
    ...moltd.way,
    world: {
      ...moltd.way.world,
      commands: {
        run: async spec => {
          if (!spec.argv.includes('gateway.restart.preflight')) return commands.run(spec)
          asked += 1
          const safe = host.clock.monotonicMs() >= busyMs
          const blockers = safe
            ? []
            : [{ kind: 'embedded-run', count: 1, message: '1 active embedded run(s)' }]
          const stdout = JSON.stringify({ safe, blockers })
          return {
            exitCode: 0,
            stdout,
            stderr: '',
            signal: null,
            timedOut: false,
            startError: null,
            durationMs: 1,
          }
        },
      },
    },
  }
  return { host, way, asked: () => asked }
}

test('an automatic run waits until OpenClaw is idle, and then updates', async () => {
  const { host, way, asked } = await setUp(7 * minuteMs)
  const report = await conductRun(way, { trigger: 'schedule', dryRun: false }, never)
  expect(report.outcome).toBe('updated')
  expect(report.durationMs).toBeGreaterThan(7 * minuteMs)
  expect(asked()).toBeGreaterThan(10)
  expect(host.served).toBe(newVersion)
})

test('when no idle moment comes it is put off, with nothing touched', async () => {
  const { host, way } = await setUp(10 * 60 * minuteMs)
  const report = await conductRun(way, { trigger: 'catch-up', dryRun: false }, never)
  expect(report).toMatchObject({ outcome: 'held', recoveryPoint: null })
  expect(report.headline).toBe(
    `${newVersion} is put off: OpenClaw was at work for all of the 30 min that moltd waited (1 active embedded run(s))`,
  )
  expect(host.served).toBe(oldVersion)
})

test('or it updates after all, when the config says so', async () => {
  const { way } = await setUp(10 * 60 * minuteMs, { ...quiet, otherwise: 'update' })
  const report = await conductRun(way, { trigger: 'schedule', dryRun: false }, never)
  expect(report.outcome).toBe('updated')
  expect(report.durationMs).toBeGreaterThan(30 * minuteMs)
})

test('a person does not wait, and nobody is asked when the config says so', async () => {
  const byHand = await setUp(10 * 60 * minuteMs)
  expect((await conductRun(byHand.way, { trigger: 'manual', dryRun: false }, never)).outcome).toBe('updated')
  const off = await setUp(10 * 60 * minuteMs, { ...quiet, waitMs: 0 })
  expect((await conductRun(off.way, { trigger: 'schedule', dryRun: false }, never)).outcome).toBe('updated')
  expect(byHand.asked() + off.asked()).toBe(0)
})

test('asked to stop while it waits, it leaves nothing behind', async () => {
  const { host, way } = await setUp(10 * 60 * minuteMs)
  const stop = new AbortController()
  host.clock.after(2 * minuteMs, async () => stop.abort(new Error('SIGTERM')))
  const report = await conductRun(way, { trigger: 'schedule', dryRun: false }, stop.signal)
  expect(report).toMatchObject({ outcome: 'untouched' })
})

test('what the real gateway answers is understood; what an older one cannot answer is unknown', () => {
  const value: unknown = JSON.parse(readAnswer('../2026.9.5/call-restart-preflight'))
  expect(readPreflight({ kind: 'ok', value })).toEqual({ kind: 'idle' })
  expect(readPreflight({ kind: 'failed', exitCode: 1, text: 'unknown method' })).toMatchObject({
    kind: 'unknown',
  })
  expect(readPreflight({ kind: 'ok', value: {} })).toMatchObject({ kind: 'unknown' })
})

test('a job that runs or is about to begin is work; a heartbeat, and one that is switched off, is not', () => {
  const jobs = (job: object) => ({ kind: 'ok', value: { jobs: [{ name: 'digest', ...job }] } }) as const
  const soon = { nextRunAtMs: 4 * minuteMs }
  expect(readCronJobs(jobs({ state: soon }), 0, 5 * minuteMs)).toEqual({
    kind: 'busy',
    reason: 'the job "digest" begins in 4 min',
  })
  expect(readCronJobs(jobs({ state: { runningAtMs: 1 } }), 0, 0)).toMatchObject({ kind: 'busy' })
  expect(readCronJobs(jobs({ state: soon }), 0, 3 * minuteMs)).toBe(null)
  expect(readCronJobs(jobs({ state: soon, enabled: false }), 0, 5 * minuteMs)).toBe(null)
  expect(readCronJobs(jobs({ state: soon, payload: { kind: 'heartbeat' } }), 0, 5 * minuteMs)).toBe(null)
  const real: unknown = JSON.parse(readAnswer('../2026.9.5/call-cron-list'))
  expect(readCronJobs({ kind: 'ok', value: real }, 1_795_353_945_000, 1_000)).toBe(null)
})
