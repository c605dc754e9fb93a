export type ActiveState =
  | 'active'
  | 'activating'
  | 'deactivating'
  | 'reloading'
  | 'inactive'
  | 'failed'
  | 'maintenance'
  | 'unknown'

/** How a service is defined: facts of its unit, never of our own PATH. */
export interface ServiceDefinition {
  unit: string
  /** Program and arguments of `ExecStart=`, exactly. */
  argv: readonly string[]
  /** Environment that the service starts with. */
  environment: Readonly<Record<string, string>>
  workingDirectory: string | null
  /** The unit file; null for a service that has none (a child process). */
  fragmentPath: string | null
  dropInPaths: readonly string[]
  /** `Restart=`. */
  restart: string
  stopTimeoutMs: number
}

export interface ServiceState {
  unit: string
  active: ActiveState
  sub: string
  mainPid: number | null
  /** Start of the main process, monotonic microseconds; with the pid, an identity. */
  mainStartedUs: number | null
  /** Automatic restarts since the unit was started (`NRestarts`). */
  restarts: number
  /** Exit status of the last main process; null when it has not exited. */
  exitStatus: number | null
}

/** A command that must outlive us: its own transient unit, or its own session where there is no systemd. */
export interface JobSpec {
  /** Unit name without suffix: `moltd-update-<run>`. */
  name: string
  argv: readonly [string, ...string[]]
  environment: Readonly<Record<string, string>>
  workingDirectory: string
  /** Files that take its output; parent folders exist. */
  stdoutPath: string
  stderrPath: string
}

export type JobState =
  | { kind: 'running'; pids: readonly number[] }
  | { kind: 'ended'; exitStatus: number | null }
  /** Never started, or forgotten since. */
  | { kind: 'unknown' }

/** Who runs the gateways: the systemd user manager, or ourselves with child processes. */
export interface Supervisor {
  readonly kind: 'systemd' | 'child'
  /** Names of all units that look like a gateway, e.g. `openclaw-gateway.service`. Errors: E_NO_USER_BUS. */
  listGateways(): Promise<string[]>
  /** null when there is no such unit. */
  define(unit: string): Promise<ServiceDefinition | null>
  inspect(unit: string): Promise<ServiceState>
  /** Every process of the service, main and children (the control group). */
  pids(unit: string): Promise<number[]>
  /** Returns when it is down, or throws E_STOP_TIMEOUT. Stopping a stopped service is fine. */
  stop(unit: string, timeoutMs: number): Promise<void>
  /** Asks it to start and returns at once; whether it serves is for others to observe. Clears a failed state first. */
  start(unit: string): Promise<void>
  /** Makes changed unit files count. */
  reloadDefinitions(): Promise<void>
  /** Journal lines of the unit since a wall clock time, oldest first, at most `maxLines`. */
  readJournal(unit: string, sinceMs: number, maxLines: number): Promise<string[]>
  launchJob(spec: JobSpec): Promise<void>
  inspectJob(name: string): Promise<JobState>
  /** SIGTERM, then SIGKILL after `graceMs`; fine when it is gone. */
  endJob(name: string, graceMs: number): Promise<void>
}

/** The line that stands in the log of a child service of ours before each of its starts. */
export function startOfChild(unit: string): string {
  return `starting ${unit}`
}

export function isStartOfChild(line: string): boolean {
  return /^\S+ moltd: starting \S+$/.test(line)
}
