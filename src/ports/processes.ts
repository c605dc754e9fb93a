export interface ProcessInfo {
  pid: number
  parentPid: number
  /** Kernel start time in clock ticks since boot: with the pid, an identity. */
  startTicks: number
  argv: readonly string[]
  /** User and system time used so far, in milliseconds. */
  cpuMs: number
  /** Bytes written to storage so far; null when the kernel will not say. */
  writtenBytes: number | null
}

/** What a process uses, at one moment. */
export interface ResourceSample {
  /** How long it has run. */
  ageMs: number
  /** User and system time used so far. */
  cpuMs: number
  residentBytes: number
}

/** Where a process works and what it was told, for knowing whose it is. */
export interface ProcessContext {
  workingDirectory: string | null
  environment: Readonly<Record<string, string>>
}

export interface Listener {
  port: number
  address: string
  /** Process holding the socket; null when it belongs to somebody whose files we may not read. */
  pid: number | null
}

export interface Processes {
  list(): Promise<ProcessInfo[]>
  /** null when it is gone, or belongs to somebody whose files we may not read. */
  contextOf(process: Pick<ProcessInfo, 'pid' | 'startTicks'>): Promise<ProcessContext | null>
  listenersOn(port: number): Promise<Listener[]>
  /** null when it is gone. */
  sample(pid: number): Promise<ResourceSample | null>
  /** Sends a signal to exactly this process (pid and start time); false when it is gone. */
  signal(process: Pick<ProcessInfo, 'pid' | 'startTicks'>, signal: 'SIGTERM' | 'SIGKILL'): Promise<boolean>
}
