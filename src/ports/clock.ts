export interface Clock {
  /** Wall clock, milliseconds since the epoch; may jump. */
  nowMs(): number
  /** Never goes back; for durations, in milliseconds. */
  monotonicMs(): number
  /** Since the machine booted, sleep included, in milliseconds. */
  uptimeMs(): number
  /** Resolves after `ms`; rejects with the signal's reason when aborted. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>
}
