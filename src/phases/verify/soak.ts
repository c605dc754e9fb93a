import type { HealthQuestion } from '../../health/health-check.ts'
import { observeServing } from '../../openclaw/serving.ts'
import type { ResourceSample } from '../../ports/processes.ts'
import type { Walk } from '../way.ts'

const pollMs = 2000
/** So many silent answers in a row are an outage, one or two a busy machine. */
const silentLimit = 5

/** Watches the gateway through the soak time, and writes down what it uses; returns what broke, or null. */
export async function soak(
  walk: Walk,
  question: HealthQuestion,
  samples: ResourceSample[],
): Promise<string | null> {
  const { world, run, settings } = walk
  const { gateway } = question
  const first = await world.supervisor.inspect(gateway.unit)
  const untilMs = world.clock.monotonicMs() + settings.soakMs
  let silent = 0
  const text = `the soak time of ${settings.soakMs / 1000} s to pass`
  world.narrator.tell({ kind: 'waiting', phase: 'verify', text })
  for (;;) {
    const leftMs = untilMs - world.clock.monotonicMs()
    if (leftMs <= 0) return null
    await world.clock.sleep(Math.min(pollMs, leftMs), run.signal)
    const [state, serving, sample] = await Promise.all([
      world.supervisor.inspect(gateway.unit),
      observeServing(world, gateway),
      first.mainPid === null ? null : world.processes.sample(first.mainPid),
    ])
    if (sample !== null) samples.push(sample)
    if (
      state.mainPid !== first.mainPid ||
      state.mainStartedUs !== first.mainStartedUs ||
      state.restarts > first.restarts
    ) {
      const exit = state.exitStatus === null ? '' : ` (exit ${state.exitStatus})`
      return `the gateway died during the soak time, after having been well${exit}`
    }
    if (state.active !== 'active') return `${gateway.unit} became ${state.active} during the soak time`
    silent = serving.kind === 'started' ? 0 : silent + 1
    if (silent >= silentLimit) return `the gateway stopped answering during the soak time: ${serving.note}`
  }
}
