// Holds the systemd supervisor to a real user manager: node systemd-supervisor.check.ts <gateway unit>
// It stops and starts the gateway, and leaves it running.
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { systemCommands } from '../../src/adapters/commands.ts'
import { plainCommands } from '../../src/adapters/plain-commands.ts'
import { createSystemdSupervisor } from '../../src/adapters/systemd-supervisor.ts'
import type { JobSpec, JobState } from '../../src/ports/supervisor.ts'

const supervisor = createSystemdSupervisor({
  tools: plainCommands,
  commands: systemCommands,
  environment: process.env,
})
const [, , unit = 'openclaw-gateway.service', launcherJob] = process.argv
const folder = mkdtempSync(join(tmpdir(), 'moltd-check-'))

if (launcherJob !== undefined) {
  await supervisor.launchJob(jobOf(launcherJob, ['sh', '-c', 'sleep 2; exit 3']))
  process.kill(process.pid, 'SIGKILL')
}

try {
  await checkGateway()
  await checkJobs()
  console.log('all as promised')
} finally {
  rmSync(folder, { recursive: true })
}

async function checkGateway(): Promise<void> {
  assert.ok((await supervisor.listGateways()).includes(unit), 'the gateway is listed')
  assert.equal(await supervisor.define('no-such-thing.service'), null)
  const definition = await supervisor.define(unit)
  assert.ok(definition !== null)
  assert.ok(definition.argv.includes('gateway') && definition.fragmentPath !== null)
  assert.equal(definition.environment.OPENCLAW_SERVICE_MARKER, 'openclaw')
  assert.ok(definition.environment.HOME !== undefined, "the manager's own environment counts")

  const startedAtMs = Date.now()
  await supervisor.start(unit)
  const first = await reach('active')
  assert.ok(
    (await supervisor.pids(unit)).includes(first.mainPid ?? 0),
    'the main process is one of its processes',
  )
  await supervisor.stop(unit, 120_000)
  const down = await supervisor.inspect(unit)
  assert.equal(down.mainPid, null)
  assert.deepEqual(await supervisor.pids(unit), [])
  await supervisor.stop(unit, 5_000)
  await supervisor.reloadDefinitions()
  await supervisor.start(unit)
  const second = await reach('active')
  assert.notEqual(second.mainStartedUs, first.mainStartedUs)
  assert.ok((await supervisor.readJournal(unit, startedAtMs, 500)).length > 0, 'the journal has lines')
  await assert.rejects(supervisor.start('no-such-thing.service'), { code: 'E_SYSTEMD_REFUSED' })
}

async function checkJobs(): Promise<void> {
  const plain = jobOf('moltd-check-plain', [
    'sh',
    '-c',
    'echo "$A $1"; echo no >&2; exit 7',
    'sh',
    '$HOME $A 5%',
  ])
  await supervisor.launchJob({ ...plain, environment: { A: 'x y', PATH: '/usr/bin:/bin' } })
  assert.equal(await endOf(plain.name), 7)
  assert.equal(readFileSync(plain.stdoutPath, 'utf8'), 'x y $HOME $A 5%\n')
  assert.equal(readFileSync(plain.stderrPath, 'utf8'), 'no\n')
  await supervisor.launchJob(jobOf(plain.name, ['true']))
  assert.equal(await endOf(plain.name), 0)
  await supervisor.endJob(plain.name, 1_000)
  assert.deepEqual(await supervisor.inspectJob(plain.name), { kind: 'unknown' })

  const stubborn = jobOf('moltd-check-stubborn', ['sh', '-c', 'trap "" TERM; while :; do sleep 1; done'])
  await supervisor.launchJob(stubborn)
  assert.equal((await supervisor.inspectJob(stubborn.name)).kind, 'running')
  await assert.rejects(supervisor.launchJob(stubborn), { code: 'E_JOB_NOT_STARTED' })
  await supervisor.endJob(stubborn.name, 1_000)
  assert.equal((await supervisor.inspectJob(stubborn.name)).kind, 'unknown')
  await assert.rejects(supervisor.launchJob(jobOf('moltd-check-none', ['/nowhere'])), {
    code: 'E_JOB_NOT_STARTED',
  })

  const launcher = spawn(process.execPath, [import.meta.filename, unit, 'moltd-check-orphan'], {
    stdio: 'inherit',
  })
  assert.deepEqual(await once(launcher, 'exit'), [null, 'SIGKILL'])
  const state = await supervisor.inspectJob('moltd-check-orphan')
  assert.ok(state.kind === 'running' && state.pids.length > 0, 'the job outlives its launcher')
  assert.equal(await endOf('moltd-check-orphan'), 3)
  await supervisor.endJob('moltd-check-orphan', 1_000)
}

function jobOf(name: string, argv: JobSpec['argv']): JobSpec {
  const paths = { stdoutPath: join(folder, `${name}.out`), stderrPath: join(folder, `${name}.err`) }
  return { name, argv, environment: {}, workingDirectory: folder, ...paths }
}

async function endOf(name: string): Promise<number | null> {
  let state: JobState = await supervisor.inspectJob(name)
  for (; state.kind === 'running'; state = await supervisor.inspectJob(name)) await sleep(50)
  assert.ok(state.kind === 'ended')
  return state.exitStatus
}

async function reach(active: string) {
  for (let tries = 0; tries < 600; tries += 1) {
    const state = await supervisor.inspect(unit)
    if (state.active === active && state.mainPid !== null) return state
    await sleep(50)
  }
  throw new Error(`${unit} does not become ${active}`)
}
