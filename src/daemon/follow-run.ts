import type { SlotEntry } from '../ports/slot-book.ts'
import type { DaemonWorld } from './daemon-world.ts'

/** A job that was ordered has so long to take the lock; also on a machine that has just woken. */
const beginsWithinMs = 3 * 60_000

type Parts = Pick<DaemonWorld, 'book' | 'log' | 'own' | 'runs'>

/** Follows a launched run by the journal and the lock alone, as well after our own restart; returns what it does now, null when it is over. */
export async function followRun(parts: Parts, entry: SlotEntry, nowMs: number): Promise<string | null> {
  const { runs } = parts
  const wasHeld = runs.isLockHeld()
  const run = runs.automaticRunAfter(entry.journalRow ?? 0)
  if (run !== null && run.outcome !== null) {
    const { id: runId, outcome } = run
    return end(parts, { ...entry, runId, outcome, reason: `its run ended ${outcome}` }, nowMs)
  }
  // Before and after: a run may have begun or ended between two looks.
  if (wasHeld || runs.isLockHeld()) {
    if (run?.id === undefined) return 'a run is at work'
    return run.phase === null ? `run ${run.id} begins` : `run ${run.id} is at work in ${run.phase.name}`
  }
  const waitedMs = nowMs - (entry.launchedAtMs ?? 0)
  if (run === null && waitedMs >= 0 && waitedMs < beginsWithinMs) return 'a run begins'
  if (run !== null)
    return end(
      parts,
      { ...entry, runId: run.id, reason: `its run ${run.id} was cut off, and is to be recovered` },
      nowMs,
    )
  const words = await parts.own.lastWords(entry.job ?? '')
  return end(
    parts,
    {
      ...entry,
      reason: `its run did not begin: ${words || `see the journal of ${entry.job}`}`,
      telling: 'owed',
    },
    nowMs,
  )
}

function end({ book, log }: Parts, entry: SlotEntry, nowMs: number): null {
  const { slotMs, trigger, runId, outcome, reason } = entry
  book.put({ ...entry, state: 'ended', changedAtMs: nowMs })
  log.info({ slot: new Date(slotMs).toISOString(), trigger, runId, outcome, reason }, 'slot ended')
  return null
}
