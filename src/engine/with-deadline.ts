import type { Clock } from '../ports/clock.ts'
import { MoltdError } from '../ports/errors.ts'

/**
 * Runs work with a deadline: at the deadline its signal is aborted, and it is still awaited, so that
 * nothing of it runs on behind our back while it is undone. Work that ignores its signal for
 * another `graceMs` is given up as stuck (E_STEP_STUCK).
 */
export async function withDeadline<T>(
  clock: Clock,
  outer: AbortSignal,
  limits: { name: string; summary: string; timeoutMs: number },
  work: (signal: AbortSignal) => Promise<T>,
  graceMs = 60_000,
): Promise<T> {
  const ended = new AbortController()
  const late = new AbortController()
  const signal = AbortSignal.any([outer, late.signal])
  const overdue = clock.sleep(limits.timeoutMs, ended.signal).then(
    async () => {
      late.abort(timeoutError(limits))
      await clock.sleep(graceMs, ended.signal)
      throw new MoltdError(
        'E_STEP_STUCK',
        `cannot end "${limits.summary}": it ignores its deadline`,
        'Run `moltd recover`.',
      )
    },
    () => new Promise<never>(() => undefined),
  )
  const settled = work(signal).catch(error => {
    throw late.signal.aborted ? timeoutError(limits, error) : error
  })
  try {
    return await Promise.race([settled, overdue])
  } finally {
    ended.abort()
    overdue.catch(() => undefined) // the work won the race; the alarm has nothing more to say
  }
}

function timeoutError(limits: { summary: string; timeoutMs: number }, cause?: unknown): MoltdError {
  return new MoltdError(
    'E_STEP_TIMEOUT',
    `cannot finish "${limits.summary}" within ${Math.round(limits.timeoutMs / 1000)} s`,
    'See `moltd history` for what was running; the machine may be overloaded or a disk may hang.',
    { cause },
  )
}
