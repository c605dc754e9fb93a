import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Commands } from '../ports/commands.ts'
import { MoltdError } from '../ports/errors.ts'
import { type ServiceState, startOfChild } from '../ports/supervisor.ts'
import { noteInLog } from './child-log.ts'
import { type ChildRecord, readRecord, writeRecord } from './child-record.ts'
import { hookEnvironment, stateOf } from './child-state.ts'
import { systemClock } from './clock.ts'
import { describeProcess } from './processes.ts'
import { endSession, isAlive, membersOf, readIdentity, signalAll, startSession } from './sessions.ts'

/** A gateway that moltd itself runs: what a unit file would say of it. */
export interface ChildDefinition {
  unit: string
  argv: readonly [string, ...string[]]
  environment: Readonly<Record<string, string>>
  workingDirectory: string
  stopTimeoutMs?: number
  /** Runs after every stop and every exit, before a restart: what `ExecStopPost=` is to a unit. */
  stopPostHook?: readonly [string, ...string[]]
}

export interface ChildService {
  inspect(): ServiceState
  pids(): number[]
  start(): Promise<void>
  stop(timeoutMs: number): Promise<void>
  /** Supervises no more; the service itself goes on. */
  close(): void
}

interface Options {
  definition: ChildDefinition
  commands: Commands
  stateFolder: string
  logPath: string
  restartDelayMs: number
}

const defaultStopTimeoutMs = 90_000
const killWaitMs = 5_000
const hookTimeoutMs = 90_000
/** OpenClaw's "my config is wrong": its own unit has `RestartPreventExitStatus=78`. */
const hopelessExitCode = 78

export function createChildService(options: Options): ChildService {
  const { definition, commands, stateFolder, logPath, restartDelayMs } = options
  const { unit } = definition
  const recordPath = join(stateFolder, `${unit}.json`)
  const identityPath = join(stateFolder, `${unit}.identity`)
  const identity = () => readIdentity(identityPath)
  let restartTimer: NodeJS.Timeout | undefined
  let isClosed = false
  // A start under way, and what follows the exit of our own child: a stop waits for both.
  let launching: Promise<void> = Promise.resolve()
  let settled: Promise<void> = Promise.resolve()
  let current: ChildProcess | undefined

  function change(changes: Partial<ChildRecord>): ChildRecord {
    const fresh: ChildRecord = {
      wanted: 'up',
      owner: ourselves(),
      restarts: 0,
      isRestarting: false,
      isHookDue: false,
      exitCode: null,
      exitSignal: null,
    }
    const record = { ...fresh, ...readRecord(recordPath), ...changes }
    writeRecord(recordPath, record)
    return record
  }

  async function launch(): Promise<void> {
    mkdirSync(stateFolder, { recursive: true, mode: 0o700 })
    noteInLog(logPath, systemClock.nowMs(), startOfChild(unit))
    const statusPath = join(stateFolder, `${unit}.status`)
    const paths = { stdoutPath: logPath, stderrPath: logPath, identityPath, statusPath }
    const { child, identity: started } = await startSession({ kind: 'become', ...definition, ...paths })
    if (started === null) {
      change({ isRestarting: false, isHookDue: false })
      throw notStarted(definition)
    }
    current = child
    settled = ended(child).then(settle)
  }

  async function settle([exitCode, exitSignal]: [number | null, string | null]): Promise<void> {
    signalAll(membersOf(identity()), 'SIGKILL')
    const mayRestart = !isClosed && exitCode !== hopelessExitCode
    const isWanted = readRecord(recordPath)?.wanted === 'up'
    change({ exitCode, exitSignal, isRestarting: isWanted && mayRestart })
    noteInLog(logPath, systemClock.nowMs(), `${unit} ended: ${exitSignal ?? exitCode}`)
    // Whoever asked for the stop runs the hook, and sees to it that it has run.
    if (!isWanted) return
    await runHook()
    if (mayRestart && !isClosed) restartTimer = setTimeout(restart, restartDelayMs)
  }

  function restart(): void {
    const record = readRecord(recordPath)
    if (isClosed || record?.wanted !== 'up') return
    change({
      restarts: record.restarts + 1,
      isRestarting: false,
      isHookDue: true,
      exitCode: null,
      exitSignal: null,
    })
    // It is in the log, and `inspect` says "failed": nobody waits for this promise.
    launching = launch().catch(error => noteInLog(logPath, systemClock.nowMs(), `cannot restart: ${error}`))
  }

  async function runHook(): Promise<void> {
    const record = readRecord(recordPath)
    if (record === null || !record.isHookDue) return
    change({ isHookDue: false })
    if (definition.stopPostHook === undefined) return
    const env = { ...definition.environment, ...hookEnvironment(record, identity()?.pid) }
    const result = await commands.run({
      argv: definition.stopPostHook,
      cwd: definition.workingDirectory,
      env,
      timeoutMs: hookTimeoutMs,
    })
    const output = `${result.stdout}${result.stderr}${result.startError ?? ''}`.trim()
    noteInLog(logPath, systemClock.nowMs(), `hook after the stop: exit ${result.exitCode} ${output}`)
  }

  return {
    pids: () => membersOf(identity()),
    inspect: () => stateOf(unit, readRecord(recordPath), identity()),

    async start() {
      if (isAlive(identity())) return
      clearTimeout(restartTimer)
      await settled
      isClosed = false
      const fresh = { restarts: 0, isRestarting: false, exitCode: null, exitSignal: null }
      change({ ...fresh, wanted: 'up', owner: ourselves(), isHookDue: true })
      await launch()
    },

    async stop(timeoutMs) {
      if (readRecord(recordPath) === null) return
      change({ wanted: 'down', isRestarting: false })
      clearTimeout(restartTimer)
      await launching
      const graceMs = Math.min(timeoutMs, definition.stopTimeoutMs ?? defaultStopTimeoutMs)
      // Otherwise a program that has nothing else to do would leave before it hears of the end.
      current?.ref()
      const left = await endSession(identity(), graceMs, killWaitMs)
      if (left.length > 0) throw stopTimeout(unit, left)
      await settled
      clearTimeout(restartTimer)
      await runHook()
    },

    close() {
      isClosed = true
      clearTimeout(restartTimer)
    },
  }
}

async function ended(child: ChildProcess): Promise<[number | null, string | null]> {
  if (child.exitCode !== null || child.signalCode !== null) return [child.exitCode, child.signalCode]
  const [exitCode, exitSignal] = await once(child, 'exit')
  return [exitCode, exitSignal]
}

function ourselves(): { pid: number; startTicks: number } {
  return { pid: process.pid, startTicks: describeProcess(process.pid)?.startTicks ?? 0 }
}

function notStarted(definition: ChildDefinition): MoltdError {
  return new MoltdError(
    'E_JOB_NOT_STARTED',
    `cannot start ${definition.unit} as "${definition.argv.join(' ')}" in ${definition.workingDirectory}`,
    'Nothing of it ran. See that the folder is there and that /bin/sh works.',
  )
}

function stopTimeout(unit: string, left: readonly number[]): MoltdError {
  return new MoltdError(
    'E_STOP_TIMEOUT',
    `cannot stop ${unit}: processes ${left.join(', ')} are still there after SIGKILL`,
    'A process that cannot be killed waits for a disk or a network; look at it with `ps`.',
  )
}
