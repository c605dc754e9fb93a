import type { Ending } from './endings.ts'
import { note, readNotes } from './notes.ts'
import { buildReport } from './report/index.ts'
import type { Walk } from './way.ts'

/**
 * Says how a run ends, as soon as that is known: putting things away, hooks, mirror and vault have their turn after it, and may take minutes.
 * Said again, it is the same message with what has been added since. What comes of it never rejects.
 */
export function tellOutcome(walk: Walk, ending: Ending): Promise<void> {
  const { engine, run, settings } = walk
  const { journal } = engine
  const finishedAtMs = knownSince(walk, ending)
  const entry = journal.readRun(run.id)
  if (entry === null || entry.notes.dryRun === true || settings.tellOutcome === undefined)
    return Promise.resolve()
  const { outcome, headline, nextStep = null } = ending
  const ended = { ...entry, outcome, finishedAtMs, notes: { ...entry.notes, headline, nextStep } }
  return settings.tellOutcome(buildReport(ended, journal.phasesOf(run.id), journal.stepsOf(run.id)))
}

/** Since when it is known that the run ends so, in milliseconds since the epoch; written down the first time. */
export function knownSince({ engine, run, world }: Walk, { outcome }: Ending): number {
  const { known } = readNotes(engine.journal.readRun(run.id)?.notes ?? {})
  if (known?.outcome === outcome) return known.atMs
  const atMs = world.clock.nowMs()
  note(run, 'known', { outcome, atMs })
  return atMs
}
