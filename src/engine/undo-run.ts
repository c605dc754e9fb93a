import { MoltdError, reasonOf } from '../ports/errors.ts'
import type { PhaseName } from '../ports/run.ts'
import type { EngineParts } from './run-handle.ts'
import type { Undoable } from './step.ts'

/**
 * Undoes every step that a run ever started, last first, from what the journal knows alone.
 * May be repeated after a crash: undone steps are passed over. Errors: E_UNDO_FAILED.
 */
export async function undoRun(
  parts: EngineParts,
  runId: string,
  catalogue: readonly Undoable[],
): Promise<void> {
  const { journal, clock, narrator, log } = parts
  for (const entry of journal.stepsOf(runId).reverse()) {
    if (entry.status === 'undone') continue
    const known = catalogue.find(undoable => undoable.name === entry.name)
    if (!known) throw undoError(entry.name, `this version of moltd does not know the step "${entry.name}"`)
    if (known.undo === null) continue
    journal.markStep(entry.sequence, 'undoing', clock.nowMs())
    tell(narrator, entry.phase, entry.name, `undo: ${known.summary}`)
    const startedMs = clock.monotonicMs()
    try {
      await known.undo(entry.facts)
    } catch (error) {
      log.error({ run: runId, step: entry.name, error: reasonOf(error) }, 'undo failed')
      throw undoError(known.summary, reasonOf(error), error)
    }
    journal.markStep(entry.sequence, 'undone', clock.nowMs())
    const durationMs = clock.monotonicMs() - startedMs
    narrator.tell({ kind: 'step-ended', phase: entry.phase, step: entry.name, status: 'undone', durationMs })
  }
}

function tell(narrator: EngineParts['narrator'], phase: PhaseName, step: string, summary: string): void {
  narrator.tell({ kind: 'step-started', phase, step, summary })
}

function undoError(what: string, why: string, cause?: unknown): MoltdError {
  return new MoltdError(
    'E_UNDO_FAILED',
    `cannot take back "${what}": ${why}`,
    'Run `moltd recover` again; if it stays, use the rescue.sh of the recovery point that `moltd recovery list` shows.',
    { cause },
  )
}
