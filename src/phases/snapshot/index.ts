import { journaled, type Step } from '../../engine/step.ts'
import type { MirrorOfRun } from '../../mirror/of-run.ts'
import { readCheckoutCommit } from '../../openclaw/checkout.ts'
import type { Gateway } from '../../openclaw/gateway.ts'
import { reasonOf } from '../../ports/errors.ts'
import { installDropIn } from '../../recovery/drop-in.ts'
import { armExactPass, disarmExactPass } from '../../recovery/exact-pass.ts'
import { markLastGood } from '../../recovery/points.ts'
import type { RecoveryPoint } from '../../recovery/recovery-point.ts'
import {
  discardPartialPoint,
  type PointPlan,
  planRecoveryPoint,
  takeRecoveryPoint,
} from '../../recovery/take.ts'
import { note } from '../notes.ts'
import type { Prospect } from '../preflight/prospect.ts'
import { smallStepTimeoutMs } from '../small-step.ts'
import type { Undertaking, Walk } from '../way.ts'

/** What a recovery point is taken for. */
export type SnapshotProspect = Pick<
  Prospect,
  'gateway' | 'from' | 'to' | 'channelVersion' | 'drivers' | 'remedies' | 'baseline'
>

/** Takes the recovery point, and sees to it that the moment of the stop is caught. */
export async function snapshot(walk: Walk, prospect: SnapshotProspect): Promise<Undertaking> {
  const { run, world } = walk
  const { gateway, from, to, channelVersion, drivers, remedies, baseline } = prospect
  return run.phase('snapshot', async () => {
    await run.step('snapshot', installGatewayDropIn(walk), gateway)
    const pinned =
      walk.mirror === null ? null : await run.step('snapshot', pinInstalledSource(walk, walk.mirror), gateway)
    const commit = (await readCheckoutCommit(world, gateway.installation)) ?? pinned
    const point = await run.step('snapshot', takePoint(walk, commit), prospect)
    await run.step('snapshot', armAtStop(walk), { gateway, point })
    const { mainPid, mainStartedUs, restarts } = await world.supervisor.inspect(gateway.unit)
    const undertaking: Undertaking = {
      runId: run.id,
      gateway,
      from,
      to,
      channelVersion,
      drivers,
      remedies,
      point: { id: point.id, path: point.path },
      baseline,
      replaced: { pid: mainPid, startedUs: mainStartedUs },
      restarts,
      startedAtMs: world.clock.nowMs(),
    }
    note(run, 'undertaking', undertaking)
    note(run, 'recoveryPoint', { id: point.id, path: point.path, version: point.version, state: point.state })
    return { value: undertaking, note: `recovery point ${point.id} of ${from}` }
  })
}

export function installGatewayDropIn({ world }: Walk): Step<Gateway, object, void> {
  return {
    name: 'install-drop-in',
    summary: 'see that the gateway unit calls for the copy at the stop',
    timeoutMs: smallStepTimeoutMs,
    facts: journaled<object>(),
    plan: async () => ({}),
    do: gateway => installDropIn(world, gateway),
    undo: { nothing: 'the drop-in does nothing unless armed' },
  }
}

/** The source of what is installed stays reachable for good: from it the version can be built again. */
export function pinInstalledSource(
  { world, run }: Pick<Walk, 'world' | 'run'>,
  mirror: MirrorOfRun,
): Step<Gateway, { commit: string | null }, string | null> {
  return {
    name: 'pin-source',
    summary: 'pin the source of the installed version in the mirror',
    timeoutMs: 30_000,
    facts: journaled<{ commit: string | null }>(),
    plan: async ({ installation }) => ({
      commit: await mirror.commitOf(installation).catch(error => {
        world.log.warn({ run: run.id, reason: reasonOf(error) }, 'the source is not pinned')
        return null
      }),
    }),
    do: async (_gateway, { commit }) => {
      if (commit === null) return null
      return (await mirror.pin(run.id, commit)) === null ? null : commit
    },
    undo: { nothing: 'the mirror only grows' },
  }
}

export function takePoint(
  { world, run, settings }: Walk,
  sourceCommit: string | null = null,
): Step<SnapshotProspect, PointPlan, RecoveryPoint> {
  return {
    name: 'take-recovery-point',
    summary: 'take the recovery point while the gateway serves',
    timeoutMs: 60 * 60_000,
    facts: journaled<PointPlan>(),
    plan: ({ gateway }) =>
      planRecoveryPoint(world, gateway, {
        id: run.id,
        runId: run.id,
        reason: 'before-update',
        folder: settings.recoveryFolder,
        sourceCommit,
      }),
    do: async ({ baseline }, plan) => {
      const point = await takeRecoveryPoint(world, plan)
      const ranWell = baseline.every(check => check.weight !== 'required' || check.answer === 'pass')
      if (ranWell) await markLastGood(world, point.path)
      return point
    },
    undo: plan => discardPartialPoint(world, plan),
  }
}

interface Armed {
  gateway: Gateway
  point: RecoveryPoint
}

export function armAtStop({ world }: Walk): Step<Armed, Armed, void> {
  return {
    name: 'arm-exact-pass',
    summary: 'arm the copy at the stop',
    timeoutMs: smallStepTimeoutMs,
    facts: journaled<Armed>(),
    plan: async armed => armed,
    do: ({ gateway, point }) => armExactPass(world, gateway, point),
    undo: ({ gateway }) => disarmExactPass(world, gateway),
  }
}

/** Whatever happens at the next stop of the gateway is no longer ours to keep. */
export function disarm({ world }: Pick<Walk, 'world'>): Step<Gateway, object, void> {
  return {
    name: 'disarm-exact-pass',
    summary: 'disarm the copy at the stop',
    timeoutMs: smallStepTimeoutMs,
    facts: journaled<object>(),
    plan: async () => ({}),
    do: gateway => disarmExactPass(world, gateway),
    undo: { nothing: 'armed again by the next run' },
  }
}
