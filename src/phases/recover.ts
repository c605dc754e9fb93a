import { undoRun } from '../engine/undo-run.ts'
import { conclude } from './conclude.ts'
import type { Ending } from './endings.ts'
import { readNotes } from './notes.ts'
import { takeRemedyBack } from './remedy/index.ts'
import { rollBack } from './rollback/index.ts'
import { stepCatalogue } from './step-catalogue.ts'
import { settleInterruptedUpdate } from './update/stage.ts'
import type { Walk } from './way.ts'

/**
 * Brings an interrupted run to its end, from the journal alone: before the first touch everything is taken back;
 * after it, an updater still at work comes to its end first, and what serves then decides: new and well, or rolled back.
 */
export async function recoverRun(walk: Walk): Promise<Ending> {
  const { run, engine } = walk
  const { undertaking, rollbackReason, ending } = readNotes(engine.journal.readRun(run.id)?.notes ?? {})
  if (ending !== undefined) return ending // hooks may have begun to tell of it
  const steps = engine.journal.stepsOf(run.id)
  const hasBegun = (phase: string) => steps.some(step => step.phase === phase)
  if (undertaking !== undefined && hasBegun('rollback'))
    return rollBack(walk, undertaking, rollbackReason ?? 'the rollback was interrupted')
  if (undertaking === undefined || !(hasBegun('remedy') || hasBegun('update'))) {
    await undoRun(engine, run.id, stepCatalogue(walk))
    return {
      outcome: 'untouched',
      headline: 'the run was interrupted before it touched anything; nothing is left of it',
    }
  }
  if (!hasBegun('update') && undertaking.to !== undertaking.from)
    return takeRemedyBack(walk, undertaking, 'the run was cut off before the update began')
  await settleInterruptedUpdate(walk, undertaking)
  return conclude(walk, undertaking)
}
