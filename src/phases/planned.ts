import type { Ending } from './endings.ts'
import { note } from './notes.ts'
import { planInWords } from './plan-in-words.ts'
import type { Prospect } from './preflight/prospect.ts'
import type { Walk } from './way.ts'

/** A dry run ends before the first touch, and says what would come. */
export function endPlanned(walk: Walk, prospect: Prospect): Ending {
  const { from, to } = prospect
  note(walk.run, 'plan', planInWords(walk, prospect))
  note(walk.run, 'forecast', forecast(walk, prospect))
  return {
    outcome: 'updated',
    headline: `nothing stands in the way of ${from} → ${to}`,
    nextStep: 'Run `moltd run`.',
  }
}

/** What it would cost: measured now, and remembered from the last update. */
function forecast({ engine }: Walk, { sizes }: Prospect) {
  const last = engine.journal
    .listRuns(50)
    .find(({ outcome, notes }) => outcome === 'updated' && notes.dryRun !== true && notes.from !== notes.to)
  const downtimeMs = last?.notes.downtimeMs
  return {
    recoveryPointBytes: sizes.packageBytes + sizes.stateBytes,
    lastDurationMs: last?.finishedAtMs ? last.finishedAtMs - last.startedAtMs : null,
    lastDowntimeMs: typeof downtimeMs === 'number' ? downtimeMs : null,
  }
}
