export interface GitOrder {
  /** The repository that it works in. */
  repository: string
  /** What follows `git`. */
  words: readonly string[]
  /** The whole of it may take so long. */
  timeoutMs: number
  /** Without any sign of life for so long it is given up. */
  idleMs?: number
  signal?: AbortSignal | undefined
  /** Text for its standard input; absent: closed. */
  input?: string
  /** Hears git's own progress: what it does, and how far it is in percent. */
  onProgress?: (stage: string, percent: number) => void
}

export interface GitAnswer {
  /** null: it could not start, or did not come to its end. */
  exitCode: number | null
  stdout: string
  /** Without credentials. */
  stderr: string
  /** Why it did not come to its end. */
  cut: 'timeout' | 'idle' | 'aborted' | 'no-git' | null
}

/** The user's own git: their credentials and settings, but it can never ask anybody anything, nor run hooks. */
export interface Git {
  /** A non-zero exit is an answer, not an error; never rejects. */
  run(order: GitOrder): Promise<GitAnswer>
}
