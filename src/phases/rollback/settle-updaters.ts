import { journaled, type Step } from '../../engine/step.ts'
import { requestOf, updaterAlive } from '../update/stage.ts'
import { waitForUpdatersToEnd } from '../update/wait-for-updaters.ts'
import type { Undertaking, Walk } from '../way.ts'

/** Never two updaters: whatever still works on this installation comes to its real end first. */
export function settleUpdaters(walk: Walk): Step<Undertaking, object, void> {
  const { world, settings } = walk
  return {
    name: 'settle-updaters',
    summary: 'wait until no updater works any more',
    timeoutMs: settings.deadlineMs + settings.idleLimitMs,
    facts: journaled<object>(),
    plan: async () => ({}),
    do: async undertaking => {
      const end = await waitForUpdatersToEnd(world, requestOf(walk, undertaking))
      if (end.kind === 'still-alive') throw updaterAlive(end.pids)
    },
    undo: { nothing: 'only waits' },
  }
}
