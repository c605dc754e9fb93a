export interface ShellOptions {
  timeoutMs?: number
  /** Added to the environment of the line. */
  env?: Readonly<Record<string, string>>
}

export interface ShellResult {
  exitCode: number
  stdout: string
  stderr: string
}

/** A line that runs on while we look. */
export interface RunningLine {
  /** Its end; never rejects for an exit code. */
  readonly ended: Promise<ShellResult>
  /** What it has said so far, both streams in the order they came. */
  output(): string
  /** True once it has ended. */
  isOver(): boolean
}

/** A booted throw-away machine with a real systemd and a lingering user `claw`. */
export interface Host {
  readonly name: string
  /** claw's home as this side sees it; `/home/claw` inside. */
  readonly home: string
  /** Runs a shell line as claw; rejects, with all it said, unless it exits 0. Returns its stdout, trimmed. */
  sh(line: string, options?: ShellOptions): Promise<string>
  /** The same as root. */
  root(line: string, options?: ShellOptions): Promise<string>
  /** Runs a line as claw; any exit code is an answer. */
  attempt(line: string, options?: ShellOptions): Promise<ShellResult>
  /** Starts a line as claw and returns at once. */
  start(line: string, options?: ShellOptions): RunningLine
  /** Writes a file of claw's; path below his home. */
  writeFile(path: string, text: string, mode?: number): Promise<void>
  /** Text of a file below claw's home; null when it is not there. */
  readFile(path: string): Promise<string | null>
  /** Pulls the plug: every process is gone at once, nothing is asked. The home stays. */
  cutPower(): Promise<void>
  /** Boots again over the same home. */
  boot(): Promise<void>
  /** Pulls the plug and removes all that belonged to it. */
  down(): Promise<void>
}
