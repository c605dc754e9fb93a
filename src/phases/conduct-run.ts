import { Interrupted } from '../engine/interrupted.ts'
import { openRun } from '../engine/run-handle.ts'
import { undoRun } from '../engine/undo-run.ts'
import type { Report } from '../notify/report.ts'
import { MoltdError, reasonOf } from '../ports/errors.ts'
import type { Trigger } from '../ports/run.ts'
import type { Ending } from './endings.ts'
import { runHooks } from './hooks.ts'
import { note } from './notes.ts'
import { goTheWay } from './pipeline.ts'
import { recoverRun } from './recover.ts'
import { forgetKeptConfig } from './remedy/set-config.ts'
import { readReport } from './report/index.ts'
import { stepCatalogue } from './step-catalogue.ts'
import { tellKeepers, touchingOutcomes } from './tell-keepers.ts'
import { knownSince, tellOutcome } from './tell-outcome.ts'
import type { Walk, Way } from './way.ts'

export interface RunRequest {
  trigger: Trigger
  dryRun: boolean
}

/** One run from its first line in the journal to its report. The caller holds the run lock. */
export async function conductRun(way: Way, request: RunRequest, signal: AbortSignal): Promise<Report> {
  return conduct(way, request.trigger, signal, walk => {
    note(walk.run, 'dryRun', request.dryRun)
    // Beside the run, not in its way.
    if (!request.dryRun) walk.mirror?.begin()
    return goTheWay(walk, request.dryRun)
  })
}

/** A run along another way (a rollback by hand), with the same beginning and end. */
export async function conduct(
  way: Way,
  trigger: Trigger,
  signal: AbortSignal,
  go: (walk: Walk) => Promise<Ending>,
): Promise<Report> {
  const id = way.world.ids.newId()
  way.engine.journal.beginRun({ id, trigger, atMs: way.world.clock.nowMs() })
  return finish(way, id, signal, go)
}

/** Brings every run that was cut off to its end, oldest first. The caller holds the run lock. */
export async function recoverRuns(way: Way, signal: AbortSignal): Promise<Report[]> {
  const reports: Report[] = []
  for (const { id } of way.engine.journal.unfinishedRuns())
    reports.push(await finish(way, id, signal, recoverRun))
  return reports
}

/** Tries again, because a person asks for it, what ended stuck; null when the newest run that touched anything did not. The caller holds the run lock. */
export async function retryStuckRun(way: Way, signal: AbortSignal): Promise<Report | null> {
  const newest = way.engine.journal
    .listRuns(1_000)
    .find(({ outcome, notes }) => touchingOutcomes.includes(outcome) && notes.dryRun !== true)
  return newest?.outcome === 'stuck' ? finish(way, newest.id, signal, recoverRun) : null
}

async function finish(
  way: Way,
  id: string,
  signal: AbortSignal,
  go: (walk: Walk) => Promise<Ending>,
): Promise<Report> {
  const { journal } = way.engine
  const walk: Walk = { ...way, run: openRun(way.engine, id, signal) }
  const ending = await go(walk).catch(error => endFailed(walk, error))
  note(walk.run, 'headline', ending.headline)
  note(walk.run, 'nextStep', ending.nextStep ?? null)
  // From here on the run has its outcome, whatever becomes of moltd; but one that is stuck may be tried again.
  if (ending.outcome !== 'stuck') note(walk.run, 'ending', ending)
  const told = tellOutcome(walk, ending) // what follows goes on meanwhile
  // A stuck run may be tried again, and needs it then.
  if (ending.outcome !== 'stuck') await forgetKeptConfig(walk)
  await runHooks(walk, ending)
  journal.finishRun(id, ending.outcome, knownSince(walk, ending))
  await tellKeepers(walk)
  await told
  const report = readReport(journal, id)
  if (report === null) throw new Error(`run ${id} vanished from the journal`)
  return report
}

/**
 * A failure before the first touch takes everything back. After it, what the world has come to is found out as after
 * a crash; only a stop request leaves the run open, for recovery.
 */
async function endFailed(walk: Walk, error: unknown): Promise<Ending> {
  const { run, engine, world } = walk
  const touched = engine.journal
    .stepsOf(run.id)
    .some(step => step.phase === 'remedy' || step.phase === 'update')
  if (touched && error instanceof Interrupted) {
    throw new MoltdError(
      'E_INTERRUPTED',
      `${reasonOf(error)}; run ${run.id} stays open`,
      'Run `moltd recover`: it brings the gateway to the old or the new version, verified.',
      { cause: error },
    )
  }
  if (touched) {
    world.log.error({ run: run.id, error }, 'a run failed after its first touch')
    return recoverRun(walk)
  }
  await undoRun(engine, run.id, stepCatalogue(walk))
  if (error instanceof Interrupted) {
    return { outcome: 'untouched', headline: `${reasonOf(error)}; nothing was touched` }
  }
  const known = error instanceof MoltdError ? error : null
  if (known === null) world.log.error({ run: run.id, error }, 'a run failed unexpectedly')
  note(run, 'error', {
    code: known?.code ?? 'E_UNEXPECTED',
    message: reasonOf(error),
    hint: known?.hint ?? 'This is a defect of moltd: please report it with `moltd history`.',
  })
  return {
    outcome: 'untouched',
    headline: `failed before anything was touched: ${reasonOf(error)}`,
    nextStep: known?.hint,
  }
}
