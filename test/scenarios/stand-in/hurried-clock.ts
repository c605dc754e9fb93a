import { systemClock } from '../../../src/adapters/clock.ts'
import type { Clock } from '../../../src/ports/clock.ts'

/** A stand-in starts ten times as fast as the real OpenClaw: so much faster does moltd's patience run out, too. */
export const hurry = 10

/** A real clock whose seconds are shorter; the date is the true one. */
export const hurriedClock: Clock = {
  ...systemClock,
  monotonicMs: () => systemClock.monotonicMs() * hurry,
  uptimeMs: systemClock.uptimeMs,
  sleep: (ms, signal) => systemClock.sleep(ms / hurry, signal),
}
