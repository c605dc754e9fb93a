import { journaled, type Step } from '../../engine/step.ts'
import { holdGateway, releaseGateway } from '../../recovery/hold-gateway.ts'
import { smallStepTimeoutMs } from '../small-step.ts'
import type { Undertaking, Walk } from '../way.ts'

/** OpenClaw drains its work for up to its own stop timeout; then systemd kills it. */
const stopMarginMs = 30_000

/** Stops the gateway and holds it: also after a reboot it must not start on a half-restored state. */
export function stopGateway({ world }: Walk): Step<Undertaking, { unit: string }, void> {
  return {
    name: 'stop-gateway',
    summary: 'stop the gateway',
    timeoutMs: 15 * 60_000,
    facts: journaled<{ unit: string }>(),
    plan: async ({ gateway }) => ({ unit: gateway.unit }),
    do: async ({ gateway }) => {
      await holdGateway(world, gateway)
      await world.supervisor.stop(gateway.unit, gateway.definition.stopTimeoutMs + stopMarginMs)
    },
    undo: { nothing: 'the rollback starts it again' },
  }
}

export function startGateway({ world }: Walk): Step<Undertaking, { unit: string }, void> {
  return {
    name: 'start-gateway',
    summary: 'start the gateway',
    timeoutMs: smallStepTimeoutMs,
    facts: journaled<{ unit: string }>(),
    plan: async ({ gateway }) => ({ unit: gateway.unit }),
    do: async ({ gateway }) => {
      await releaseGateway(world, gateway)
      await world.supervisor.start(gateway.unit)
    },
    undo: { nothing: 'a gateway that serves stays' },
  }
}
