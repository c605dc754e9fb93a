import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test, vi } from 'vitest'
import { createChildSupervisor } from '../../src/adapters/child-supervisor.ts'
import { describeProcess } from '../../src/adapters/processes.ts'
import type { JobSpec } from '../../src/ports/supervisor.ts'

const unit = 'openclaw-gateway.service'
const runForever = 'setInterval(() => {}, 1000);'

/** A supervisor of one gateway, which is a line of JavaScript; what it says goes to its log. */
function makeHost(gateway: string) {
  const folder = mkdtempSync(join(tmpdir(), 'moltd-child-'))
  const options = {
    definitions: [
      {
        unit,
        argv: [process.execPath, '-e', gateway] as const,
        environment: { PATH: '/usr/bin:/bin', FOLDER: folder },
        workingDirectory: folder,
        stopTimeoutMs: 5_000,
        stopPostHook: [
          'sh',
          '-c',
          'echo "$SERVICE_RESULT $EXIT_CODE $EXIT_STATUS" >>"$FOLDER/hook"',
        ] as const,
      },
    ],
    logFolder: join(folder, 'log'),
    stateFolder: join(folder, 'state'),
    restartDelayMs: 20,
  }
  const supervisor = createChildSupervisor(options)
  onTestFinished(async () => {
    await supervisor.killAll()
    rmSync(folder, { recursive: true })
  })
  return {
    folder,
    supervisor,
    definition: options.definitions[0],
    another: () => createChildSupervisor(options),
    hookRuns: () => readFileSync(join(folder, 'hook'), 'utf8').trim().split('\n'),
    job: (name: string, ...argv: [string, ...string[]]): JobSpec => ({
      name,
      argv,
      environment: { PATH: '/usr/bin:/bin', A: 'b' },
      workingDirectory: folder,
      stdoutPath: join(folder, `${name}.out`),
      stderrPath: join(folder, `${name}.err`),
    }),
  }
}

const until = (check: () => Promise<void> | void) => vi.waitFor(check, { timeout: 10_000, interval: 10 })

test('a gateway that was started is active, and inactive again when it was stopped', async () => {
  const { supervisor } = makeHost(runForever)
  expect(await supervisor.inspect(unit)).toMatchObject({ active: 'inactive', mainPid: null })
  await supervisor.start(unit)
  const state = await supervisor.inspect(unit)
  expect(state).toMatchObject({ active: 'active', restarts: 0, exitStatus: null })
  expect(await supervisor.pids(unit)).toEqual([state.mainPid])
  await supervisor.start(unit)
  expect((await supervisor.inspect(unit)).mainPid).toBe(state.mainPid)
  await supervisor.stop(unit, 5_000)
  expect(await supervisor.inspect(unit)).toMatchObject({ active: 'inactive', mainPid: null, exitStatus: 143 })
  await supervisor.stop(unit, 5_000)
})

test('a gateway that ends is started again, and counted', async () => {
  const { supervisor, hookRuns } = makeHost('process.exit(5)')
  await supervisor.start(unit)
  await until(async () => expect((await supervisor.inspect(unit)).restarts).toBeGreaterThanOrEqual(2))
  await supervisor.stop(unit, 5_000)
  expect((await supervisor.inspect(unit)).active).toBe('inactive')
  expect(hookRuns()[0]).toBe('exit-code exited 5')
})

test('exit status 78 is the end: it is failed, and not started again', async () => {
  const { supervisor } = makeHost('process.exit(78)')
  await supervisor.start(unit)
  await until(async () =>
    expect(await supervisor.inspect(unit)).toMatchObject({ active: 'failed', exitStatus: 78 }),
  )
  await new Promise(resolve => setTimeout(resolve, 200))
  expect((await supervisor.inspect(unit)).restarts).toBe(0)
})

test('the hook has run when a stop returns, once', async () => {
  const { supervisor, hookRuns } = makeHost(runForever)
  await supervisor.start(unit)
  await supervisor.stop(unit, 5_000)
  expect(hookRuns()).toEqual(['signal killed TERM'])
  await supervisor.stop(unit, 5_000)
  expect(hookRuns()).toHaveLength(1)
})

test('what ignores SIGTERM is killed with all its children when the time is over', async () => {
  const { supervisor } = makeHost(
    `process.on('SIGTERM', () => {}); require('node:child_process').spawn('sleep', ['60']); ${runForever}`,
  )
  await supervisor.start(unit)
  await until(async () => expect(await supervisor.pids(unit)).toHaveLength(2))
  const pids = await supervisor.pids(unit)
  await supervisor.stop(unit, 300)
  expect(pids.map(describeProcess)).toEqual([null, null])
})

test('a second supervisor finds the gateway, and what it stops the first does not start again', async () => {
  const { supervisor, another, hookRuns } = makeHost(runForever)
  await supervisor.start(unit)
  const second = another()
  const found = await second.inspect(unit)
  expect(found).toEqual(await supervisor.inspect(unit))
  await second.stop(unit, 5_000)
  expect(await supervisor.inspect(unit)).toMatchObject({ active: 'inactive' })
  await new Promise(resolve => setTimeout(resolve, 200))
  expect(await supervisor.inspect(unit)).toMatchObject({ active: 'inactive', mainPid: null })
  expect(hookRuns()).toHaveLength(1)
})

/** A program of its own with a supervisor of the same gateway, which does these things and no others. */
async function runOwner(folder: string, definition: unknown, doings: string) {
  const module = join(import.meta.dirname, '../../src/adapters/child-supervisor.ts')
  const options = {
    definitions: [definition],
    logFolder: join(folder, 'log'),
    stateFolder: join(folder, 'state'),
  }
  const script = `
    const { createChildSupervisor } = await import(${JSON.stringify(module)})
    const supervisor = createChildSupervisor(${JSON.stringify(options)})
    await supervisor.start(${JSON.stringify(unit)})
    ${doings}`
  const owner = spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: 'inherit' })
  return await once(owner, 'exit')
}

test('a gateway outlives its killed supervisor, and another one stops it and runs the hook', async () => {
  const { supervisor, folder, definition, hookRuns } = makeHost(runForever)
  const died = await runOwner(folder, definition, "process.kill(process.pid, 'SIGKILL')")
  expect(died).toEqual([null, 'SIGKILL'])
  expect(await supervisor.inspect(unit)).toMatchObject({ active: 'active' })
  await supervisor.stop(unit, 5_000)
  expect(await supervisor.inspect(unit)).toMatchObject({ active: 'inactive', mainPid: null })
  expect(hookRuns()).toHaveLength(1)
})

test('a program with nothing else to do still sees a stop to its end, and can leave a gateway behind', async () => {
  const { supervisor, folder, definition, hookRuns } = makeHost(runForever)
  expect(await runOwner(folder, definition, `await supervisor.stop('${unit}', 5000)`)).toEqual([0, null])
  expect(await supervisor.inspect(unit)).toMatchObject({ active: 'inactive', exitStatus: 143 })
  expect(hookRuns()).toEqual(['signal killed TERM'])
  expect(await runOwner(folder, definition, '')).toEqual([0, null])
  expect(await supervisor.inspect(unit)).toMatchObject({ active: 'active' })
})

test('a closed supervisor starts nothing again, and leaves alone what runs', async () => {
  const { supervisor } = makeHost(runForever)
  await supervisor.start(unit)
  supervisor.close()
  const { mainPid } = await supervisor.inspect(unit)
  expect(mainPid).not.toBeNull()
  process.kill(Number(mainPid), 'SIGKILL')
  await until(async () =>
    expect(await supervisor.inspect(unit)).toMatchObject({ active: 'failed', exitStatus: 137 }),
  )
})

test('the journal has the lines since a time, with those that carry none of their own', async () => {
  const { supervisor, folder } = makeHost(`console.log('ready'); ${runForever}`)
  await supervisor.start(unit)
  await until(async () => expect(await supervisor.readJournal(unit, 0, 10)).toContain('ready'))
  const path = join(folder, 'log', `${unit}.log`)
  writeFileSync(path, '2026-01-01T00:00:00.000Z old\nstill old\n')
  appendFileSync(path, '2026-01-02T00:00:00.000+00:00 new\nstill new\nand more\n')
  const since = Date.UTC(2026, 0, 1, 12)
  expect(await supervisor.readJournal(unit, since, 10)).toEqual([
    '2026-01-02T00:00:00.000+00:00 new',
    'still new',
    'and more',
  ])
  expect(await supervisor.readJournal(unit, since, 1)).toEqual(['and more'])
  expect(await supervisor.readJournal('another.service', 0, 10)).toEqual([])
})

test('a unit that nobody defined is inactive, and cannot be started', async () => {
  const { supervisor } = makeHost(runForever)
  expect(await supervisor.define('another.service')).toBeNull()
  expect((await supervisor.inspect('another.service')).active).toBe('inactive')
  await expect(supervisor.start('another.service')).rejects.toThrow('another.service')
  expect(await supervisor.listGateways()).toEqual([unit])
})

test('the exit status of a job is known to a supervisor that did not start it', async () => {
  const { supervisor, another, job } = makeHost(runForever)
  const spec = job('moltd-job', 'sh', '-c', 'echo "$A $1"; read -r line <fifo; exit 3', 'sh', '$A b')
  expect(await supervisor.inspectJob(spec.name)).toEqual({ kind: 'unknown' })
  execFileSync('mkfifo', [join(spec.workingDirectory, 'fifo')])
  await supervisor.launchJob(spec)
  expect(await another().inspectJob(spec.name)).toMatchObject({ kind: 'running' })
  await expect(supervisor.launchJob(spec)).rejects.toMatchObject({ code: 'E_JOB_NOT_STARTED' })
  writeFileSync(join(spec.workingDirectory, 'fifo'), 'go\n')
  await until(async () =>
    expect(await another().inspectJob(spec.name)).toEqual({ kind: 'ended', exitStatus: 3 }),
  )
  expect(readFileSync(spec.stdoutPath, 'utf8')).toBe('b $A b\n')
})

test('a job that is ended goes with its children, and is forgotten', async () => {
  const { supervisor, job } = makeHost(runForever)
  await supervisor.launchJob(
    job('stubborn', 'sh', '-c', 'trap "" TERM; sleep 60 & while :; do sleep 1; done'),
  )
  const state = await supervisor.inspectJob('stubborn')
  await supervisor.endJob('stubborn', 200)
  expect(state.kind === 'running' && state.pids.map(describeProcess).every(found => found === null)).toBe(
    true,
  )
  expect(await supervisor.inspectJob('stubborn')).toEqual({ kind: 'unknown' })
  await supervisor.endJob('stubborn', 200)
})

test('a job that cannot start says so', async () => {
  const { supervisor, job } = makeHost(runForever)
  const refusal = { code: 'E_JOB_NOT_STARTED' }
  await expect(supervisor.launchJob(job('none', '/nowhere/at/all'))).rejects.toMatchObject(refusal)
  await expect(
    supervisor.launchJob({ ...job('none', 'true'), workingDirectory: '/nowhere' }),
  ).rejects.toMatchObject(refusal)
})
