import type { Clock } from '../ports/clock.ts'

/** Waits longer after each failure, from a minute to a limit; in time that passes, whatever the clock says. */
export interface Patience {
  isOver(): boolean
  /** It failed, with a reason. */
  lose(reason: string): void
  regain(): void
  /** Why it waits; null when nothing failed. */
  reason(): string | null
}

const firstMs = 60_000

export function createPatience(clock: Pick<Clock, 'monotonicMs'>, longestMs: number): Patience {
  let failures = 0
  let untilMs = 0
  let why: string | null = null
  return {
    isOver: () => clock.monotonicMs() >= untilMs,
    lose: reason => {
      untilMs = clock.monotonicMs() + Math.min(firstMs * 2 ** failures, longestMs)
      failures = Math.min(failures + 1, 20)
      why = reason
    },
    regain: () => {
      failures = 0
      untilMs = 0
      why = null
    },
    reason: () => why,
  }
}
