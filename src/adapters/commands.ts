import type { CommandResult, CommandSpec, Commands } from '../ports/commands.ts'
import { reasonOf } from '../ports/errors.ts'
import { type Execa, loadExeca } from './execa-on-first-use.ts'
import { gatherText } from './gather-text.ts'

const outputLimitBytes = 16 * 1024 * 1024
const graceMs = 2_000
const openPipeMs = 500

/** Each command leads a process group of its own, so that a timeout or an abort ends its children too. */
export const systemCommands: Commands = createCommands()

function createCommands(): Commands {
  const groups = new Set<number>()
  // One listener for all: whatever still runs when we leave, leaves with us.
  process.on('exit', () => {
    for (const pid of groups) signalGroup(pid, 'SIGKILL')
  })
  return { run: spec => run(spec, groups) }
}

async function run(spec: CommandSpec, groups: Set<number>): Promise<CommandResult> {
  const execa = await loadExeca()
  spec.signal?.throwIfAborted()
  const startedAt = performance.now()
  let child: Child
  try {
    child = start(execa, spec)
  } catch (thrown) {
    // An argument that no kernel takes (a null byte): it could not start, which is an answer.
    return neverStarted(reasonOf(thrown))
  }
  const stdout = gatherText(child.stdout, outputLimitBytes)
  const stderr = gatherText(child.stderr, outputLimitBytes)

  let timedOut = false
  let killTimer: NodeJS.Timeout | undefined
  const end = () => {
    signalGroup(child.pid, 'SIGTERM')
    killTimer = setTimeout(() => signalGroup(child.pid, 'SIGKILL'), graceMs)
  }
  const timer = setTimeout(() => {
    timedOut = true
    end()
  }, spec.timeoutMs)
  if (child.pid !== undefined) groups.add(child.pid)
  spec.signal?.addEventListener('abort', end, { once: true })

  // A grandchild may hold the pipes open long after the command itself has ended.
  child.once('exit', () => setTimeout(() => closePipes(child), openPipeMs).unref())
  const ended = await child
  clearTimeout(timer)
  clearTimeout(killTimer)
  // Its children had the same notice, and may not have taken it.
  if (timedOut || spec.signal?.aborted) signalGroup(child.pid, 'SIGKILL')
  if (child.pid !== undefined) groups.delete(child.pid)
  spec.signal?.removeEventListener('abort', end)
  spec.signal?.throwIfAborted()

  const result: CommandResult = {
    exitCode: timedOut ? null : (ended.exitCode ?? null),
    signal: ended.signal ?? null,
    stdout: stdout(),
    stderr: stderr(),
    timedOut,
    startError: child.pid === undefined ? startErrorOf(ended) : null,
    durationMs: performance.now() - startedAt,
  }
  return result
}

function start(execa: Execa, spec: CommandSpec) {
  const [file, ...rest] = spec.argv
  return execa(file, rest, {
    reject: false,
    detached: true,
    cleanup: false,
    buffer: false,
    stdout: 'pipe',
    stderr: 'pipe',
    ...(spec.input === undefined ? { stdin: 'ignore' as const } : { input: spec.input }),
    ...(spec.cwd === undefined ? {} : { cwd: spec.cwd }),
    ...(spec.env === undefined ? {} : { env: spec.env, extendEnv: false }),
  })
}

type Child = ReturnType<typeof start>

function neverStarted(startError: string): CommandResult {
  return { exitCode: null, signal: null, stdout: '', stderr: '', timedOut: false, startError, durationMs: 0 }
}

function closePipes(child: Child): void {
  child.stdout.destroy()
  child.stderr.destroy()
}

function startErrorOf(ended: Awaited<Child>): string {
  return 'code' in ended && typeof ended.code === 'string' ? ended.code : reasonOf(ended)
}

function signalGroup(pid: number | undefined, signal: 'SIGTERM' | 'SIGKILL'): void {
  if (pid === undefined) return
  try {
    process.kill(-pid, signal)
  } catch {
    // ESRCH: the whole group is gone already, which is what was wanted.
  }
}
