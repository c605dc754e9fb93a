import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, onTestFinished, test } from 'vitest'
import type { OrdersByVersion } from './orders.ts'
import { runCli } from './run-cli.ts'
import { isReady, probe, runGateway, waitForProbe } from './run-gateway.ts'
import { findShapeErrors } from './shape.ts'
import { makeStandInHome, type StandInHome } from './stand-in-home.ts'

/** A gateway of `from` that its supervisor starts again, with `to` published. */
async function start(from: string, to: string, orders: OrdersByVersion = {}) {
  const home = await makeStandInHome({ version: from, orders })
  await home.publish({ version: to })
  const gateway = runGateway(home, { restart: true })
  onTestFinished(async () => {
    await gateway.stop()
    await home.remove()
  })
  await waitForProbe(home.port, 'readyz', isReady)
  return { home, gateway }
}

async function call(home: StandInHome, method: string, params = {}, timeoutMs = 5000) {
  const args = [
    'gateway',
    'call',
    method,
    '--json',
    '--params',
    JSON.stringify(params),
    '--timeout',
    `${timeoutMs}`,
  ]
  const { exitCode, stdout, stderr } = await runCli(
    [process.execPath, join(home.root, 'openclaw.mjs'), ...args],
    home.environment,
  )
  return { exitCode, stderr, answer: stdout === '' ? null : JSON.parse(stdout) }
}

async function waitForRun(home: StandInHome, runId: string, status: string) {
  for (let attempt = 0; attempt < 60; attempt += 1) {
    const { answer } = await call(home, 'update.runs.get', { runId })
    if (answer.run?.status === status) return answer.run
    await sleep(20)
  }
  throw new Error(`the run never became ${status}`)
}

const onDisk = async (home: StandInHome) =>
  JSON.parse(await readFile(join(home.root, 'package.json'), 'utf8')).version
const serves = (version: string) => (answer: { body: string } | null) =>
  answer?.body.includes(`"version":"${version}"`) ?? false
const recorded = async (name: string) =>
  JSON.parse(await readFile(new URL(`../answers/${name}.json`, import.meta.url), 'utf8'))

test('2026.9.5 accepts, replaces, migrates, serves the new version and records it', async () => {
  const { home, gateway } = await start('2026.9.5', '2026.9.6')
  const before = gateway.pid()
  const { answer } = await call(home, 'update.run', { note: 'why' })
  expect(findShapeErrors(answer, await recorded('2026.9.5/update-run-handoff-started'))).toEqual([])
  expect(answer).toMatchObject({
    ok: true,
    result: { reason: 'managed-service-handoff-started' },
    restart: null,
  })
  await waitForProbe(home.port, 'startupz', serves('2026.9.6'))
  const run = await waitForRun(home, answer.runId, 'succeeded')
  expect(findShapeErrors(run, (await recorded('2026.9.5/run-succeeded')).run)).toEqual([])
  expect(run).toMatchObject({
    phase: 'finished',
    before: { version: '2026.9.5' },
    after: { version: '2026.9.6' },
  })
  expect(gateway.pid()).not.toBe(before)
  expect(await onDisk(home)).toBe('2026.9.6')
  const database = new DatabaseSync(join(home.stateFolder, 'state/openclaw.sqlite'), { readOnly: true })
  expect(database.prepare('PRAGMA user_version').get()).toEqual({ user_version: 18 })
  database.close()
})

test('2026.9.4 accepts and fails later, with nothing changed', async () => {
  const { home, gateway } = await start('2026.9.4', '2026.9.6')
  const { answer } = await call(home, 'update.run')
  const run = await waitForRun(home, answer.runId, 'failed')
  expect(findShapeErrors(run, (await recorded('update/run-2026.9.4-failed')).run)).toEqual([])
  expect(run.reason).toBe('managed-service-preflight')
  expect(await onDisk(home)).toBe('2026.9.4')
  expect(gateway.starts()).toBe(1)
})

test('2026.8.2 accepts without a run id, replaces the package, and then keeps the gateway down until its updater is gone', async () => {
  const { home } = await start('2026.8.2', '2026.9.6')
  const { answer } = await call(home, 'update.run')
  expect(findShapeErrors(answer, await recorded('update/update-run-2026.8.2-handoff-started'))).toEqual([])
  expect(answer.runId).toBeUndefined()
  await waitForProbe(home.port, 'startupz', found => found === null)
  while ((await onDisk(home).catch(() => null)) !== '2026.9.6') await sleep(10)
  expect((await readFile(`/proc/${answer.handoff.pid}/cmdline`, 'utf8')).replaceAll('\0', '')).toBe(
    'openclaw-update',
  )
  expect(await probe(home.port, 'startupz')).toBeNull()
  process.kill(answer.handoff.pid, 'SIGKILL')
  await waitForProbe(home.port, 'startupz', serves('2026.9.6'))
})

test('2026.2 answers when the files are replaced, and any page of it answers 200', async () => {
  const { home } = await start('2026.2.17', '2026.2.19')
  expect((await probe(home.port, 'startupz'))?.type).toMatch(/text\/html/)
  const { answer } = await call(home, 'update.run')
  expect(answer).toMatchObject({ ok: true, result: { status: 'ok' }, restart: { signal: 'SIGUSR1' } })
  expect(await onDisk(home)).toBe('2026.2.19')
})

test('in the foreground it says what to run instead, and that works', async () => {
  const { home } = await start('2026.9.4', '2026.9.6', { '*': { updateRun: 'unavailable' } })
  const { answer } = await call(home, 'update.run')
  expect(findShapeErrors(answer, await recorded('update/update-run-2026.9.4-foreground'))).toEqual([])
  expect(answer.handoff.command).toBe('openclaw update --yes')
  const update = await runCli(
    [process.execPath, join(home.root, 'openclaw.mjs'), 'update', '--yes', '--json'],
    home.environment,
  )
  expect(update.exitCode).toBe(0)
  expect(JSON.parse(update.stdout)).toMatchObject({
    status: 'ok',
    before: { version: '2026.9.4' },
    after: { version: '2026.9.6' },
  })
  await waitForProbe(home.port, 'startupz', serves('2026.9.6'))
})

test('it lies ok', async () => {
  const { home } = await start('2026.9.5', '2026.9.6', { '*': { updateRun: 'lies-ok' } })
  const { answer } = await call(home, 'update.run')
  await waitForRun(home, answer.runId, 'succeeded')
  expect(await onDisk(home)).toBe('2026.9.5')
})

test('it serves the old code though the disk is new, and lazy calls find their code gone', async () => {
  const { home, gateway } = await start('2026.9.5', '2026.9.6', { '*': { updateRun: 'serves-old' } })
  const { answer } = await call(home, 'update.run')
  await waitForRun(home, answer.runId, 'succeeded')
  expect(await onDisk(home)).toBe('2026.9.6')
  expect((await probe(home.port, 'startupz'))?.body).toContain('"version":"2026.9.5"')
  const { exitCode, answer: status } = await call(home, 'status')
  expect(exitCode).toBe(1)
  expect(status.error.message).toMatch(/^Cannot find module/)
  expect(gateway.output()).toContain('code=ERR_MODULE_NOT_FOUND')
})

test('it leaves half a tree', async () => {
  const { home } = await start('2026.9.5', '2026.9.6', { '*': { updateRun: 'half-swap' } })
  await call(home, 'update.run')
  while ((await onDisk(home).catch(() => null)) !== '2026.9.6') await sleep(10)
  const entry = () =>
    readFile(join(home.root, 'dist/index.js')).then(
      () => true,
      () => false,
    )
  while (await entry()) await sleep(10)
  expect((await probe(home.port, 'startupz'))?.body).toContain('2026.9.5')
})

test('it never answers', async () => {
  const { home } = await start('2026.9.5', '2026.9.6', { '*': { updateRun: 'never-answers' } })
  const { exitCode, answer } = await call(home, 'update.run', {}, 200)
  expect(exitCode).toBe(1)
  expect(answer.error).toMatchObject({ type: 'gateway_transport_error', kind: 'timeout' })
})

test('with commands to stop and start the service, the doctor migrates in between', async () => {
  const { home, gateway } = await start('2026.9.5', '2026.9.6')
  const service = createServer((request, response) => {
    if (request.url === '/start') gateway.start()
    Promise.resolve(request.url === '/stop' && gateway.stop()).then(() => response.end())
  })
  service.listen(0, '127.0.0.1')
  await once(service, 'listening')
  onTestFinished(() => void service.close())
  const address = service.address()
  const port = typeof address === 'object' ? address?.port : 0
  const command = (verb: string) => [
    process.execPath,
    '-e',
    `await fetch('http://127.0.0.1:${port}/${verb}')`,
  ]
  await home.order({ '*': { control: { stop: command('stop'), start: command('start') } } })
  const { answer } = await call(home, 'update.run')
  await waitForProbe(home.port, 'startupz', serves('2026.9.6'))
  expect(await waitForRun(home, answer.runId, 'succeeded')).toMatchObject({ downtimeMs: expect.any(Number) })
  expect(gateway.starts()).toBe(2)
})

test('a fault that is part of a release shows when it starts', async () => {
  const { home, gateway } = await start('2026.9.5', '2026.9.6')
  await home.publish({ version: '2026.9.6', faults: { exitOnStart: 78, saysOnStart: 'Config invalid' } })
  await home.order({ '*': { updaterPatienceMs: 100 } })
  await call(home, 'update.run')
  expect((await gateway.ended()).exitCode).toBe(0)
  expect(await gateway.ended()).toMatchObject({
    exitCode: 78,
    output: expect.stringContaining('Config invalid'),
  })
})
