export interface LockHolder {
  pid: number
  sinceMs: number
  /** What for: `run 20261122-060003-k3f9`. */
  purpose: string
}

export type LockAnswer = { kind: 'held'; release(): void } | { kind: 'busy'; holder: LockHolder | null }

/** One updater at a time on this account; the kernel releases it when its holder dies. */
export interface RunLock {
  acquire(purpose: string): LockAnswer
}
