import { chmod, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { expect, onTestFinished, test } from 'vitest'
import { systemClock } from '../../../src/adapters/clock.ts'
import { systemCommands } from '../../../src/adapters/commands.ts'
import { createFiles } from '../../../src/adapters/files.ts'
import { directHttp } from '../../../src/adapters/http.ts'
import { resolvePlaces } from '../../../src/adapters/places.ts'
import { linuxProcesses } from '../../../src/adapters/processes.ts'
import { updatedChecks } from '../../../src/health/checks/index.ts'
import { runChecks } from '../../../src/health/health-check.ts'
import { resolveGateway } from '../../../src/openclaw/discover.ts'
import { callGateway } from '../../../src/openclaw/gateway-call.ts'
import { readUpdateAnswer } from '../../../src/openclaw/update-answer.ts'
import { findUpdaters } from '../../../src/openclaw/update-processes.ts'
import type { OrdersByVersion } from './orders.ts'
import { waitForProbe } from './run-gateway.ts'
import { makeStandInHome } from './stand-in-home.ts'
import { superviseStandIn, standInUnit as unit } from './supervise-stand-in.ts'

/** A stand-in as moltd meets it; the hook after a stop copies the state, as the exact pass would. */
async function meet(version: string, orders: OrdersByVersion = {}) {
  const home = await makeStandInHome({ version, orders })
  await home.publish({ version: '2026.9.6' })
  const copy = join(home.home, 'copy')
  const hook = join(home.home, 'hook.sh')
  await writeFile(hook, `#!/bin/sh\n[ -e ${copy} ] || cp -a ${home.stateFolder} ${copy}\n`)
  await chmod(hook, 0o755)
  const supervisor = await superviseStandIn(home, { stopPostHook: [hook] })
  onTestFinished(async () => {
    await supervisor.killAll()
    await home.remove()
  })
  const environment = { ...process.env, HOME: home.home }
  const world = {
    clock: systemClock,
    commands: systemCommands,
    environment,
    files: createFiles(),
    http: directHttp,
    places: resolvePlaces(environment),
    processes: linuxProcesses,
    supervisor,
  }
  const gateway = await resolveGateway(world, unit)
  const update = async () =>
    readUpdateAnswer(await callGateway(world, gateway, 'update.run', { timeoutMs: 10_000 }))
  return { home, world, gateway, copy, update }
}

test('moltd finds it, and finds it well', async () => {
  const { home, world, gateway } = await meet('2026.9.5')
  expect(gateway).toMatchObject({ port: home.port, entry: home.entry, stateFolder: home.stateFolder })
  expect(gateway.installation).toMatchObject({ root: home.root, prefix: home.prefix, version: '2026.9.5' })
  const question = {
    gateway,
    expectedVersion: '2026.9.5',
    replaced: null,
    restartsBefore: 0,
    agentCalls: ['health', 'status', 'channels.status', 'cron.list'],
    before: null,
  }
  const results = await runChecks(world, question, updatedChecks(question), AbortSignal.timeout(20_000))
  expect(results.filter(result => result.answer !== 'pass')).toEqual([])
})

test('update.run works there, and the hook sees the state before it is migrated', async () => {
  const { home, world, copy, update } = await meet('2026.9.5')
  const before = await world.supervisor.inspect(unit)
  expect(await update()).toMatchObject({ kind: 'handoff-started', runId: expect.any(String) })
  await waitForProbe(home.port, 'startupz', answer => answer?.body.includes('2026.9.6') ?? false)
  const after = await world.supervisor.inspect(unit)
  expect(after.mainPid).not.toBe(before.mainPid)
  expect(after.active).toBe('active')
  expect([readSchema(copy), readSchema(home.stateFolder)]).toEqual([17, 18])
})

test('moltd sees the updater that hangs, and only the one of this installation', async () => {
  const [hanging, other] = await Promise.all([meet('2026.8.2'), meet('2026.9.5')])
  const answer = await hanging.update()
  expect(answer).toMatchObject({ kind: 'handoff-started', runId: null })
  const pid = 'pid' in answer ? answer.pid : null
  const see = async ({ world, gateway }: typeof hanging) => {
    const known = { processes: await world.processes.list(), mainPid: null, jobPids: new Set<number>() }
    return (await findUpdaters(world, gateway, known)).map(found => found.pid)
  }
  await expect.poll(() => see(hanging)).toEqual([pid])
  expect(await see(other)).toEqual([])
})

test('a version that exits 78 stays down there', async () => {
  const { home, world, update } = await meet('2026.9.5', { '2026.9.6': { exitOnStart: 78 } })
  await update()
  await waitForProbe(home.port, 'startupz', answer => answer === null)
  await expect.poll(async () => (await world.supervisor.inspect(unit)).exitStatus, { timeout: 5000 }).toBe(78)
})

function readSchema(folder: string): unknown {
  const database = new DatabaseSync(join(folder, 'state/openclaw.sqlite'), { readOnly: true })
  const row = database.prepare('PRAGMA user_version').get()
  database.close()
  return row?.user_version
}
