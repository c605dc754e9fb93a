import { expect, test } from 'vitest'
import { driveUpdate, type UpdateRequest } from '../../../src/phases/update/index.ts'
import {
  createFakeUpdateHost,
  type FakeUpdateHost,
  gateway,
  serveNewly,
} from '../../doubles/fake-update-host.ts'
import { readAnswer } from '../../doubles/read-answer.ts'

const request: UpdateRequest = {
  runId: 'r1',
  gateway,
  from: '2026.9.4',
  to: '2026.9.6',
  channelVersion: '2026.9.6',
  drivers: ['update-run', 'openclaw-update'],
  jobsFolder: '/jobs',
  idleLimitMs: 180_000,
  longestMs: 3_600_000,
}

const says = (stdout: string) => ({ stdout })
const isUpdateRun = (argv: readonly string[]) => argv.includes('update.run')

/** OpenClaw's updater: from now on at work for so long, with the swap and the stop in the middle. */
function playUpdater(host: FakeUpdateHost, pid: number, atMs: number): void {
  host.addUpdater(pid, 500)
  host.clock.at(atMs + 30_000, () => {
    host.disk.siblings = ['.openclaw.update-stage-x']
  })
  host.clock.at(atMs + 60_000, () => {
    host.onStop()
    host.disk = { ...host.disk, version: '2026.9.6', inode: 101 }
  })
  host.clock.at(atMs + 90_000, () => {
    host.disk.siblings = []
    serveNewly(host, '2026.9.6')
  })
  host.clock.at(atMs + 120_000, () => host.removeProcess(pid))
}

test('update.run is followed until its updater is gone and the target serves', async () => {
  const host = createFakeUpdateHost('2026.9.4')
  host.onCommand = argv => {
    if (!isUpdateRun(argv)) return {}
    playUpdater(host, 700, host.clock.monotonicMs())
    return says(readAnswer('update-run-2026.9.4-handoff-started'))
  }
  const result = await driveUpdate(host.world, request)
  expect(result).toMatchObject({
    driver: 'update-run',
    diskVersion: '2026.9.6',
    servedVersion: '2026.9.6',
    touched: 'program-and-state',
    unfinished: false,
  })
  expect(host.clock.monotonicMs()).toBeLessThan(130_000)
})

test('no CLI is started while a stage or a swap can be seen', async () => {
  const host = createFakeUpdateHost('2026.9.4')
  const calls: { atMs: number; siblings: number }[] = []
  host.onCommand = argv => {
    calls.push({ atMs: host.clock.monotonicMs(), siblings: host.disk.siblings.length })
    if (!isUpdateRun(argv)) return says(readAnswer('run-2026.9.4-failed').replaceAll('"failed"', '"running"'))
    playUpdater(host, 700, host.clock.monotonicMs())
    return says(readAnswer('update-run-2026.9.4-handoff-started'))
  }
  await driveUpdate(host.world, request)
  expect(calls.length).toBeGreaterThan(2)
  expect(calls.filter(call => call.siblings > 0 || (call.atMs > 30_000 && call.atMs < 90_000))).toEqual([])
})

test('accepted and then failed with nothing touched: the next driver does it', async () => {
  const host = createFakeUpdateHost('2026.9.4')
  host.onCommand = argv => {
    if (!isUpdateRun(argv)) return says(readAnswer('run-2026.9.4-failed'))
    host.addUpdater(700, 500)
    host.clock.at(120_000, () => host.removeProcess(700))
    return says(readAnswer('update-run-2026.9.4-handoff-started'))
  }
  host.onJob = spec => {
    const startedMs = host.clock.monotonicMs()
    playUpdater(host, 800, startedMs)
    host.jobs.set(spec.name, { kind: 'running', pids: [800] })
    host.clock.at(startedMs + 120_000, () => host.jobs.set(spec.name, { kind: 'ended', exitStatus: 0 }))
    host.disk.texts.set(spec.stdoutPath, '{"status":"ok","steps":[]}')
  }
  const result = await driveUpdate(host.world, request)
  expect(result.attempts).toMatchObject([
    { name: 'update-run', outcome: 'failed', touched: 'nothing' },
    { name: 'openclaw-update', outcome: 'done', touched: 'program-and-state' },
  ])
  expect(result.attempts[0]?.reason).toContain('managed-service-preflight')
  expect(result.claims).toContain('openclaw update: ok, exit status 0')
})

test('an updater that hangs with no gateway is ended after the idle limit, and the one on disk counts', async () => {
  const host = createFakeUpdateHost('2026.8.2')
  host.onCommand = argv => {
    if (!isUpdateRun(argv)) return {}
    host.addUpdater(505, 5)
    host.onStop()
    host.disk = { ...host.disk, version: '2026.9.6', inode: 101 }
    return says(readAnswer('update-run-2026.8.2-handoff-started'))
  }
  const result = await driveUpdate(host.world, { ...request, from: '2026.8.2' })
  expect(host.done).toContain('SIGTERM 505')
  expect(host.clock.monotonicMs()).toBeGreaterThan(180_000)
  expect(host.clock.monotonicMs()).toBeLessThan(220_000)
  expect(result.attempts).toMatchObject([
    { name: 'update-run', outcome: 'failed', touched: 'program-and-state' },
    { name: 'openclaw-update', outcome: 'cannot-drive', reason: '2026.9.6 is on disk already' },
  ])
  expect(result.driver).toBeNull()
})

test('an updater that works is never ended, however long it takes', async () => {
  const host = createFakeUpdateHost('2026.9.4')
  host.onCommand = argv => {
    if (!isUpdateRun(argv)) return {}
    host.addUpdater(700, 500)
    return says(readAnswer('update-run-2026.9.4-handoff-started'))
  }
  const result = await driveUpdate(host.world, { ...request, longestMs: 1_200_000 })
  expect(result).toMatchObject({ driver: null, unfinished: true })
  expect(result.attempts).toHaveLength(1)
  expect(host.done.filter(what => what.startsWith('SIG'))).toEqual([])
})

test('new files under the old process: the gateway is restarted into them', async () => {
  const host = createFakeUpdateHost('2026.9.4')
  host.onCommand = argv => {
    if (!isUpdateRun(argv)) return {}
    host.disk = { ...host.disk, version: '2026.9.6', inode: 101 }
    return says('{"ok":true,"result":{"status":"ok","after":{"version":"2026.9.6"}}}')
  }
  const result = await driveUpdate(host.world, request)
  expect(host.done).toEqual(expect.arrayContaining(['stop', 'start']))
  expect(result).toMatchObject({ driver: 'update-run', servedVersion: '2026.9.6' })
})

test('a gateway that ends again and again ends the wait at once', async () => {
  const host = createFakeUpdateHost('2026.9.4')
  host.onCommand = argv => {
    if (!isUpdateRun(argv)) return {}
    host.disk = { ...host.disk, version: '2026.9.6', inode: 101 }
    host.served = null
    host.unit = { ...host.unit, active: 'activating', sub: 'auto-restart', mainPid: null, restarts: 3 }
    return says(readAnswer('update-run-2026.8.2-handoff-started'))
  }
  const result = await driveUpdate(host.world, { ...request, drivers: ['update-run'] })
  expect(result.attempts[0]).toMatchObject({ outcome: 'failed', reason: 'the gateway ends again and again' })
  expect(host.clock.monotonicMs()).toBeLessThan(5_000)
})

test('update.run is not asked for a version that the channel does not offer', async () => {
  const host = createFakeUpdateHost('2026.9.4')
  const result = await driveUpdate(host.world, { ...request, to: '2026.9.5', drivers: ['update-run'] })
  expect(result.attempts[0]).toMatchObject({ outcome: 'cannot-drive', touched: 'nothing' })
  expect(host.done).toEqual([])
})

test('whatever updater is at work already is awaited before the first driver', async () => {
  const host = createFakeUpdateHost('2026.9.4')
  host.addUpdater(700, 500)
  host.clock.at(60_000, () => host.removeProcess(700))
  let askedMs = 0
  host.onCommand = () => {
    askedMs = host.clock.monotonicMs()
    return { exitCode: 1, stderr: 'rate limit exceeded for update.run' }
  }
  const result = await driveUpdate(host.world, { ...request, drivers: ['update-run'] })
  expect(askedMs).toBeGreaterThan(60_000)
  expect(result.attempts[0]?.outcome).toBe('failed')
})
