import { reasonOf } from '../ports/errors.ts'
import type { DaemonWorld } from './daemon-world.ts'

const minuteMs = 60_000
const dayMs = 24 * 60 * minuteMs
/** A recovery that was ordered has so long to take the lock. */
const beginsWithinMs = 3 * minuteMs
/** Before the second, the third, and every later try. */
const pausesMs = [5 * minuteMs, 30 * minuteMs, dayMs]
const triesBeforeAPerson = 3

/** What stands in the way of the next run. */
export interface CutOff {
  text: string
  /** It was tried often enough; a person is needed. */
  isHopeless: boolean
}

/**
 * Brings runs that were cut off to their end, each try in a unit of its own and written down before it begins, so that neither our
 * death nor a defect makes a burst of them. null: there are none.
 */
export async function recoverRuns(
  { book, log, own, runs }: Pick<DaemonWorld, 'book' | 'log' | 'own' | 'runs'>,
  nowMs: number,
): Promise<CutOff | null> {
  const [runId] = runs.unfinishedRuns()
  // Asked last: an unfinished run whose lock is free is cut off, not one that begins just now.
  if (runId === undefined || runs.isLockHeld()) return null
  const { tries, nextTryMs } = book.recoveryTries(runId)
  const isHopeless = tries >= triesBeforeAPerson
  const text = isHopeless
    ? `run ${runId} was cut off and ${tries} tries did not bring it to its end: run \`moltd recover\` by hand`
    : `run ${runId} was cut off and is brought to its end first`
  // A time further away than the longest pause was written by a clock that was wrong.
  if (nextTryMs > nowMs && nextTryMs - nowMs <= dayMs) return { text, isHopeless }
  const pauseMs = pausesMs[Math.min(tries, pausesMs.length - 1)] ?? dayMs
  book.countRecovery(runId, { tries: tries + 1, nextTryMs: nowMs + Math.max(pauseMs, beginsWithinMs) })
  const job = `moltd-recover-${runId}-${tries + 1}`
  log.warn({ run: runId, try: tries + 1 }, 'a run was cut off: recovers it')
  try {
    await own.launch({ job, kind: { name: 'recover' } })
  } catch (error) {
    // The next try is written down already.
    log.error({ run: runId, error: reasonOf(error) }, 'the recovery could not be started')
  }
  return { text, isHopeless }
}
