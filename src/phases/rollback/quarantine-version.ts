import { journaled, type Step } from '../../engine/step.ts'
import { smallStepTimeoutMs } from '../small-step.ts'
import type { Undertaking, Walk } from '../way.ts'

/** Written down before anything is taken back: a version that failed here is not tried again by itself. */
export function quarantineVersion({
  world,
  quarantine,
}: Walk): Step<{ undertaking: Undertaking; reason: string }, object, void> {
  return {
    name: 'quarantine-version',
    summary: 'quarantine the version that failed',
    timeoutMs: smallStepTimeoutMs,
    facts: journaled<object>(),
    plan: async () => ({}),
    do: async ({ undertaking, reason }) => {
      const { from, to, runId } = undertaking
      if (to === from) return
      quarantine.add({ version: to, reason, runId, atMs: world.clock.nowMs() })
    },
    undo: { nothing: 'stays until a person releases it' },
  }
}
