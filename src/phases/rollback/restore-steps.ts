import { journaled, type Step } from '../../engine/step.ts'
import { resolveGateway } from '../../openclaw/discover.ts'
import { readPoint } from '../../recovery/points.ts'
import {
  finishAside,
  keepForwardOnly,
  planRestore,
  type RestorePlan,
  restoreLaunchers,
  restoreUnit,
  setAside,
  stageAside,
  stageProgram,
  stageState,
  swapProgram,
  swapState,
} from '../../recovery/restore.ts'
import { note } from '../notes.ts'
import type { Undertaking, Walk } from '../way.ts'

/** Puts copies of program and state beside the live ones, while the gateway may still run; its facts are the plan of all that follows. */
export function prepareRestore({ world, run }: Walk): Step<Undertaking, RestorePlan, RestorePlan> {
  return {
    name: 'prepare-restore',
    summary: 'lay out program and state of the recovery point',
    timeoutMs: 20 * 60_000,
    facts: journaled<RestorePlan>(),
    plan: async ({ gateway, point }) => {
      const recovered = await readPoint(world, point.path)
      const live = await resolveGateway(world, gateway.unit).catch(() => gateway) // half swapped: what was known must do
      return planRestore(world, recovered, live, `${run.id}-rejected`)
    },
    do: async (_, plan) => {
      await Promise.all([stageProgram(world, plan), stageState(world, plan), stageAside(world, plan)])
      return plan
    },
    undo: { nothing: 'a rollback is finished, not undone' },
  }
}

/** From the stop to the start, in order; each may be repeated after a kill at any instruction. */
export function restoreSteps({ world }: Walk): readonly Step<RestorePlan, object, void>[] {
  const step = (
    name: string,
    summary: string,
    effect: (plan: RestorePlan) => Promise<void>,
  ): Step<RestorePlan, object, void> => ({
    name,
    summary,
    timeoutMs: 20 * 60_000,
    facts: journaled<object>(),
    plan: async () => ({}),
    do: effect,
    undo: { nothing: 'a rollback is finished, not undone; what it took away is set aside whole' },
  })
  return [
    step('set-aside', 'set the rejected program and state aside, whole', plan => setAside(world, plan)),
    step('swap-program', 'put the program back', plan => swapProgram(world, plan)),
    step('swap-state', 'put the state back', plan => swapState(world, plan)),
    step('keep-forward-only', 'keep logins that only go forward', plan => keepForwardOnly(world, plan)),
    step('restore-launchers', 'put the launchers back', plan => restoreLaunchers(world, plan)),
    step('restore-unit', 'put the unit back', plan => restoreUnit(world, plan)),
  ]
}

/** Afterwards, with the gateway up again: what was set aside becomes a recovery point of the rejected version. */
export function describeAside({ world, run }: Walk): Step<RestorePlan, object, void> {
  return {
    name: 'describe-aside',
    summary: 'make a recovery point of what was set aside',
    timeoutMs: 10 * 60_000,
    facts: journaled<object>(),
    plan: async () => ({}),
    do: async plan => {
      const aside = await finishAside(world, plan)
      note(run, 'setAside', aside.path)
    },
    undo: { nothing: 'what was set aside is kept' },
  }
}
