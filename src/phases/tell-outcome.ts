import type { Ending } from './endings.ts'
import { note } from './notes.ts'
import { buildReport } from './report/index.ts'
import type { Walk } from './way.ts'

/**
 * Says how a run ends as soon as that is known: hooks, mirror and vault, which have their turn after it, may take minutes. From here on the run
 * has its outcome, whatever becomes of moltd; but one that is stuck may be tried again. It is written down when this returns; what that comes to
 * never rejects.
 */
export function tellOutcome({ engine, run, settings }: Walk, ending: Ending, endedMs: number): Promise<void> {
  const { journal } = engine
  if (ending.outcome !== 'stuck') note(run, 'ending', ending)
  const entry = journal.readRun(run.id)
  if (entry === null || entry.notes.dryRun === true) return Promise.resolve()
  const ended = { ...entry, outcome: ending.outcome, finishedAtMs: endedMs }
  const report = buildReport(ended, journal.phasesOf(run.id), journal.stepsOf(run.id))
  return settings.tellOutcome?.(report) ?? Promise.resolve()
}
