import { journaled, type Step } from '../../engine/step.ts'
import { MoltdError } from '../../ports/errors.ts'
import { sealPoint } from '../../recovery/seal.ts'
import { note } from '../notes.ts'
import { jobsFolder, type Undertaking, type Walk } from '../way.ts'
import { driveUpdate } from './drive-update.ts'
import type { UpdateRequest, UpdateResult } from './update-request.ts'
import { waitForUpdatersToEnd } from './wait-for-updaters.ts'

/** Replaces the program by the first driver that can. Errors: E_UPDATER_ALIVE. */
export async function update(walk: Walk, undertaking: Undertaking): Promise<UpdateResult> {
  const { run } = walk
  return run.phase('update', async () => {
    const result = await run.step('update', driveUpdateStep(walk), undertaking)
    note(
      run,
      'drivers',
      result.attempts.map(({ name, outcome, reason }) => ({ name, outcome, reason })),
    )
    if (result.unfinished) throw updaterAlive([])
    await run.step('update', sealRecoveryPoint(walk), undertaking)
    const said = result.driver ? `by ${result.driver}` : 'no driver brought the new version'
    return {
      value: result,
      note: `${result.diskVersion ?? 'nothing'} is on disk, ${said}`,
      failed: result.driver === null,
    }
  })
}

/** After a crash: whatever was set in motion comes to its end, and the moment of the stop is kept. */
export async function settleInterruptedUpdate(walk: Walk, undertaking: Undertaking): Promise<void> {
  const { run, world } = walk
  await run.phase('update', async () => {
    const end = await waitForUpdatersToEnd(world, requestOf(walk, undertaking))
    if (end.kind === 'still-alive') throw updaterAlive(end.pids)
    await run.step('update', sealRecoveryPoint(walk), undertaking)
    return { value: undefined, note: 'whatever was under way has ended' }
  })
}

/** Never two updaters, and never a restore under a living one: only a person can tell what it still does. */
export function updaterAlive(pids: readonly number[]): MoltdError {
  const which = pids.length === 0 ? '' : ` (process ${pids.join(', ')})`
  return new MoltdError(
    'E_UPDATER_ALIVE',
    `an updater of OpenClaw is still at work${which}, so nothing more was touched`,
    'When it has ended, or you have ended it, run `moltd recover`.',
  )
}

/** From here on the run is committed or rolled back. */
export function driveUpdateStep(walk: Walk): Step<Undertaking, UpdateRequest, UpdateResult> {
  const { world, settings } = walk
  return {
    name: 'drive-update',
    summary: 'replace the program',
    // each wait of each driver has its own deadline; this one is for a ladder that keeps none of them
    timeoutMs: (settings.drivers.length + 1) * (settings.deadlineMs + settings.idleLimitMs),
    facts: journaled<UpdateRequest>(),
    plan: async undertaking => requestOf(walk, undertaking),
    do: async (_, request) => {
      await world.files.makeFolder(request.jobsFolder, 0o700)
      return driveUpdate(world, request)
    },
    undo: { nothing: 'the rollback takes it back, program and state together' },
  }
}

export function sealRecoveryPoint({ world, run }: Walk): Step<Undertaking, object, void> {
  return {
    name: 'seal-recovery-point',
    summary: 'make the copy at the stop part of the recovery point',
    timeoutMs: 10 * 60_000,
    facts: journaled<object>(),
    plan: async () => ({}),
    do: async ({ point }) => {
      const { id, path, version, state } = await sealPoint(world, point.path)
      note(run, 'recoveryPoint', { id, path, version, state })
    },
    undo: { nothing: 'a sealed recovery point is a better one' },
  }
}

export function requestOf({ world, settings, run }: Walk, undertaking: Undertaking): UpdateRequest {
  const { gateway, from, to, channelVersion } = undertaking
  return {
    runId: run.id,
    gateway,
    from,
    to,
    channelVersion,
    drivers: undertaking.drivers ?? settings.drivers,
    kept: settings.kept ?? null,
    jobsFolder: jobsFolder(world, run.id),
    idleLimitMs: settings.idleLimitMs,
    longestMs: settings.deadlineMs,
  }
}
