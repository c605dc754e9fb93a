export interface CommandSpec {
  /** Program and arguments; never a shell string. */
  argv: readonly [string, ...string[]]
  cwd?: string
  /** The whole environment of the command; absent: our own. */
  env?: Readonly<Record<string, string>>
  timeoutMs: number
  signal?: AbortSignal | undefined
  /** Text for its standard input; absent: closed. */
  input?: string
}

export interface CommandResult {
  /** Exit code; null when it could not start, timed out, or died of a signal. */
  exitCode: number | null
  /** Name of the signal that ended it, if one did. */
  signal: string | null
  stdout: string
  stderr: string
  timedOut: boolean
  /** Why it could not start (ENOENT, EACCES …); null when it started. */
  startError: string | null
  durationMs: number
}

export interface Commands {
  /** Runs a command to its end. A non-zero exit is an answer, not an error; never rejects but for an abort. */
  run(spec: CommandSpec): Promise<CommandResult>
}
