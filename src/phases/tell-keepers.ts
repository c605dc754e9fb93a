import { reasonOf } from '../ports/errors.ts'
import type { Outcome } from '../ports/run.ts'
import { note, readNotes } from './notes.ts'
import { noteOwnRelease } from './own-release.ts'
import type { Walk } from './way.ts'

/** Nobody waits for the outcome of a run that nobody watches, so there a sync has a moment to come to its end. */
const mirrorPatienceMs = { watched: 2_000, unwatched: 20_000 }

/** How runs end in which something was installed. */
export const touchingOutcomes: readonly (Outcome | null)[] = ['updated', 'rolled-back', 'stuck']

/** The mirror, the vault and moltd's own releases have their say; neither can make a run fail. */
export async function tellKeepers(walk: Walk): Promise<void> {
  const { mirror, vault, run, engine, world } = walk
  const entry = engine.journal.readRun(run.id)
  if (entry === null || entry.notes.dryRun === true) return
  await noteOwnRelease(walk)
  if ((mirror ?? vault) === null) return
  const { watched, unwatched } = mirrorPatienceMs
  try {
    const told = await mirror?.tell(entry.trigger === 'manual' ? watched : unwatched)
    const kept = await vault?.tell()
    const alarms = [...(told?.alarms ?? []), ...(kept?.alarms ?? [])]
    const troubles = [...(told?.troubles ?? []), ...(kept?.troubles ?? [])]
    if (told !== undefined || alarms.length + troubles.length > 0)
      note(run, 'mirror', { summary: told?.summary ?? '', troubles, alarms })
    const { from, to } = readNotes(entry.notes)
    const installed = new Set([from, touchingOutcomes.includes(entry.outcome) ? to : null])
    await vault?.keep([...installed].filter(version => version !== null && version !== undefined))
  } catch (error) {
    world.log.warn({ run: run.id, reason: reasonOf(error) }, 'what mirror and vault have to say is not known')
  }
}
