import { join } from 'node:path'
import { expect, test } from 'vitest'
import { driveUpdate, type UpdateRequest } from '../../../src/phases/update/index.ts'
import { stagedRootOf, stageFolderOf } from '../../../src/phases/update/stage-package.ts'
import { MoltdError } from '../../../src/ports/errors.ts'
import type { JobSpec } from '../../../src/ports/supervisor.ts'
import { createFakeUpdateHost, type FakeUpdateHost, gateway, root } from '../../doubles/fake-update-host.ts'

const request: UpdateRequest = {
  runId: 'r1',
  gateway,
  from: '2026.9.4',
  to: '2026.9.6',
  channelVersion: '2026.9.6',
  drivers: ['package-manager'],
  jobsFolder: '/jobs',
  idleLimitMs: 180_000,
  longestMs: 3_600_000,
}
const staged = stagedRootOf(stageFolderOf(gateway, 'r1'))

/** npm 11 beside Node, which stages what the test says. */
function createHost(files: Record<string, string>, npmVersion = '11.17.0'): FakeUpdateHost {
  const host = createFakeUpdateHost('2026.9.4')
  host.disk.texts.set('/opt/node24/npm', '#!')
  host.onCommand = argv => ({
    stdout: argv[0] === '/opt/node24/npm' ? npmVersion : 'OpenClaw 2026.9.6 (abc)',
  })
  host.onJob = (spec: JobSpec) => {
    host.jobs.set(spec.name, { kind: 'ended', exitStatus: 0 })
    if (!spec.name.endsWith('-stage')) return
    for (const [path, text] of Object.entries(files)) host.disk.texts.set(join(staged, path), text)
  }
  const { move } = host.world.files
  host.world.files.move = async (from, to) => {
    await move(from, to)
    host.disk = { ...host.disk, version: to === root ? '2026.9.6' : null, inode: 101 }
  }
  return host
}

const whole = {
  'package.json': '{"name":"openclaw","version":"2026.9.6"}',
  'openclaw.mjs': 'import "x"',
  'dist/index.js': 'run()',
}

test('everything slow comes before the stop; then swap, doctor, start', async () => {
  const host = createHost(whole)
  const result = await driveUpdate(host.world, request)
  const order = host.done.filter(what => !what.startsWith('run'))
  expect(order).toEqual([
    'job moltd-update-r1-stage',
    'stop',
    `move ${root} /home/claw/.npm-global/lib/node_modules/.moltd-old-r1`,
    `move ${staged} ${root}`,
    'job moltd-update-r1-doctor',
    'start',
  ])
  expect(result).toMatchObject({
    driver: 'package-manager',
    servedVersion: '2026.9.6',
    touched: 'program-and-state',
  })
})

test.each([
  ['has no dist/index.js', { ...whole, 'dist/index.js': undefined }],
  ['has an empty openclaw.mjs', { ...whole, 'openclaw.mjs': '' }],
  ['is 2026.9.5, not 2026.9.6', { ...whole, 'package.json': '{"name":"openclaw","version":"2026.9.5"}' }],
  ['is not whole, not 2026.9.6', { ...whole, 'package.json': '{"name"' }],
])('a stage that %s is never put in place', async (complaint, files) => {
  const there = Object.fromEntries(
    Object.entries(files).flatMap(([path, text]) => (text === undefined ? [] : [[path, text]])),
  )
  const host = createHost(there)
  const result = await driveUpdate(host.world, request)
  expect(result.attempts[0]?.reason).toContain(complaint)
  expect(result).toMatchObject({ driver: null, touched: 'nothing', servedVersion: '2026.9.4' })
  expect(host.done).not.toContain('stop')
})

test('a stage that does not start with the unit’s Node is never put in place', async () => {
  const host = createHost(whole)
  host.onCommand = argv =>
    argv[0] === '/opt/node24/npm' ? { stdout: '11.17.0' } : { exitCode: 1, stderr: 'Node 24 is too old' }
  const result = await driveUpdate(host.world, request)
  expect(result.attempts[0]?.reason).toContain('Node 24 is too old')
  expect(host.done).not.toContain('stop')
})

test('npm’s failure is told in its own words', async () => {
  const host = createHost(whole)
  host.onJob = spec => {
    host.jobs.set(spec.name, { kind: 'ended', exitStatus: 1 })
    host.disk.texts.set(spec.stderrPath, 'npm error code ENOSPC\n')
  }
  const result = await driveUpdate(host.world, request)
  expect(result.attempts[0]).toMatchObject({ outcome: 'failed', touched: 'nothing' })
  expect(result.attempts[0]?.reason).toContain('exit status 1: npm error code ENOSPC')
})

test('an npm that hangs is ended while the old gateway serves on', async () => {
  const host = createHost(whole)
  host.onJob = spec => host.jobs.set(spec.name, { kind: 'running', pids: [900] })
  const result = await driveUpdate(host.world, request)
  expect(result.attempts[0]?.reason).toContain('no progress of any kind for 180 s')
  expect(host.done).toContain('end moltd-update-r1-stage')
  expect(result).toMatchObject({ servedVersion: '2026.9.4' })
})

test('a doctor that fails does not keep the gateway from starting, and is told', async () => {
  const host = createHost(whole)
  const stage = host.onJob
  host.onJob = spec => {
    stage(spec)
    if (spec.name.endsWith('-doctor')) host.jobs.set(spec.name, { kind: 'ended', exitStatus: 1 })
  }
  const result = await driveUpdate(host.world, request)
  expect(result).toMatchObject({ driver: 'package-manager', servedVersion: '2026.9.6' })
  expect(result.attempts[0]?.reason).toContain('doctor --fix: exit status 1')
})

test('without an npm, the folders that were looked in are named', async () => {
  const host = createHost(whole)
  host.disk.texts.delete('/opt/node24/npm')
  const result = await driveUpdate(host.world, request)
  expect(result.attempts[0]).toMatchObject({
    outcome: 'cannot-drive',
    reason: 'no npm that runs in /opt/node24, /usr/bin',
  })
})

test('when the new tree cannot be moved in, the old gateway is started again', async () => {
  const host = createHost(whole)
  const { move } = host.world.files
  host.world.files.move = async (from, to) => {
    if (from === staged) throw new Error('ENOSPC')
    await move(from, to)
    host.disk = { ...host.disk, version: to === root ? '2026.9.4' : null, inode: 100 }
    host.disk.texts.set(to, 'the old tree')
  }
  const result = await driveUpdate(host.world, request)
  expect(result.attempts[0]).toMatchObject({
    outcome: 'failed',
    reason: 'cannot put 2026.9.6 in place: ENOSPC',
    touched: 'nothing',
  })
  expect(host.done.at(-1)).toBe('start')
  expect(result.servedVersion).toBe('2026.9.4')
})

test('a service manager that is late is asked again; a job that cannot start is a failure of its driver', async () => {
  const host = createHost(whole)
  const { inspect } = host.world.supervisor
  let silent = 3
  host.world.supervisor.inspect = async unit => {
    if (silent-- > 0) throw new MoltdError('E_NO_USER_BUS', 'no answer', 'wait')
    return inspect(unit)
  }
  host.onJob = () => {
    throw new MoltdError('E_JOB_NOT_STARTED', 'cannot start it', 'look')
  }
  const result = await driveUpdate(host.world, request)
  expect(result.attempts).toMatchObject([
    { outcome: 'failed', reason: 'cannot start it', touched: 'nothing' },
  ])
})
