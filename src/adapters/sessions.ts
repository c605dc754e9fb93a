import { type ChildProcess, spawn } from 'node:child_process'
import { closeSync, openSync, readFileSync, rmSync } from 'node:fs'
import { systemClock } from './clock.ts'
import { parseProcessStat } from './proc-formats.ts'
import { describeProcess, ownPids } from './processes.ts'

/** A process that leads a session of its own, and with it all that it started. */
export interface SessionIdentity {
  pid: number
  startTicks: number
}

export interface SessionSpec {
  /** `become`: the shell turns into the program; `watch`: it stays to write the exit status down. */
  kind: 'become' | 'watch'
  argv: readonly string[]
  environment: Readonly<Record<string, string>>
  workingDirectory: string
  stdoutPath: string
  stderrPath: string
  /** Files for what must be known after we are gone. */
  identityPath: string
  statusPath: string
}

const pollMs = 20
const identityWaitMs = 5_000

// The process writes its own identity before it is the program: there is no moment at which it runs and nobody knows.
const writeIdentity = 'read -r identity </proc/$$/stat; printf "%s\\n" "$identity" >"$1"'
const scripts = {
  become: `${writeIdentity}; shift 2; exec "$@"`,
  watch: `command -v "$3" >/dev/null || exit 127; ${writeIdentity}; status=$2; shift 2; "$@"; echo $? >"$status"`,
}

/** Starts it, detached from us; null when it ended before it could say who it is. */
export async function startSession(
  spec: SessionSpec,
): Promise<{ child: ChildProcess; identity: SessionIdentity | null }> {
  rmSync(spec.identityPath, { force: true })
  rmSync(spec.statusPath, { force: true })
  const stdout = openSync(spec.stdoutPath, 'a', 0o600)
  const stderr = openSync(spec.stderrPath, 'a', 0o600)
  const words = [spec.identityPath, spec.statusPath, ...spec.argv]
  const child = spawn('/bin/sh', ['-c', scripts[spec.kind], 'sh', ...words], {
    cwd: spec.workingDirectory,
    env: { ...spec.environment },
    detached: true,
    stdio: ['ignore', stdout, stderr],
  })
  closeSync(stdout)
  closeSync(stderr)
  child.unref()
  let hasEnded = false
  child.once('exit', () => {
    hasEnded = true
  })
  child.once('error', () => {
    hasEnded = true
  })
  const deadline = systemClock.monotonicMs() + identityWaitMs
  let identity = readIdentity(spec.identityPath)
  while (identity === null && !hasEnded && systemClock.monotonicMs() < deadline) {
    await systemClock.sleep(pollMs)
    identity = readIdentity(spec.identityPath)
  }
  return { child, identity }
}

/** null when it is not written, or not yet. */
export function readIdentity(path: string): SessionIdentity | null {
  const text = readIfThere(path)
  const stat = parseProcessStat(text)
  return stat === null ? null : { pid: Number.parseInt(text, 10), startTicks: stat.startTicks }
}

export function isAlive(identity: SessionIdentity | null): boolean {
  return identity !== null && describeProcess(identity.pid)?.startTicks === identity.startTicks
}

/** Every living process of the session. The kernel gives its number to nobody else while one is left. */
export function membersOf(identity: SessionIdentity | null): number[] {
  if (identity === null) return []
  const leader = describeProcess(identity.pid)
  if (leader !== null && leader.startTicks !== identity.startTicks) return []
  return ownPids().filter(pid => describeProcess(pid)?.session === identity.pid)
}

/** SIGTERM to all, SIGKILL to those left after `graceMs`; the members that even that did not end. */
export async function endSession(
  identity: SessionIdentity | null,
  graceMs: number,
  killWaitMs: number,
): Promise<number[]> {
  signalAll(membersOf(identity), 'SIGTERM')
  const left = await waitForEnd(identity, graceMs)
  if (left.length === 0) return []
  signalAll(left, 'SIGKILL')
  return await waitForEnd(identity, killWaitMs)
}

export function signalAll(pids: readonly number[], signal: 'SIGTERM' | 'SIGKILL'): void {
  for (const pid of pids) {
    try {
      process.kill(pid, signal)
    } catch {
      // ESRCH: it ended by itself in the meantime.
    }
  }
}

export function readIfThere(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    // Not written, or not yet: nothing is known.
    return ''
  }
}

async function waitForEnd(identity: SessionIdentity | null, timeoutMs: number): Promise<number[]> {
  const deadline = systemClock.monotonicMs() + timeoutMs
  let left = membersOf(identity)
  while (left.length > 0 && systemClock.monotonicMs() < deadline) {
    await systemClock.sleep(pollMs)
    left = membersOf(identity)
  }
  return left
}
