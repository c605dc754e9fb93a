import { Interrupted } from '../engine/interrupted.ts'
import { sayDuration } from '../notify/words.ts'
import { askActivity } from '../openclaw/activity.ts'
import type { Gateway } from '../openclaw/gateway.ts'
import { isByHand } from './decide/by-hand.ts'
import type { Ending } from './endings.ts'
import type { Walk } from './way.ts'

const lookEveryMs = 30_000

/**
 * Before an automatic run touches anything, waits for a moment in which OpenClaw is not at work. null: go on; else the run is put off.
 * Comes before preflight, so that the baseline is fresh when the wait was long.
 */
export async function awaitIdle(walk: Walk, gateway: Gateway, to: string): Promise<Ending | null> {
  const { run, world, engine, settings } = walk
  const { waitMs, aheadMs, otherwise } = settings.quiet
  const trigger = engine.journal.readRun(run.id)?.trigger ?? 'schedule'
  if (waitMs === 0 || isByHand(trigger)) return null
  const startedMs = world.clock.monotonicMs()
  for (;;) {
    const activity = await askActivity(world, gateway, { aheadMs, signal: run.signal })
    if (activity.kind === 'idle') return null
    const { reason } = activity
    if (activity.kind === 'unknown') {
      // An older OpenClaw has no word for it, and a gateway that is down has no work: neither is a reason to stay behind.
      world.log.info({ run: run.id, reason }, 'OpenClaw cannot say whether it is at work')
      return null
    }
    const waitedMs = world.clock.monotonicMs() - startedMs
    if (waitedMs >= waitMs) {
      world.log.info({ run: run.id, reason, waitedMs, otherwise }, 'no idle moment came')
      return otherwise === 'update' ? null : putOff(to, reason, waitedMs)
    }
    world.narrator.tell({
      kind: 'waiting',
      phase: 'preflight',
      text: `an idle moment of OpenClaw: ${reason}`,
    })
    await world.clock.sleep(Math.min(lookEveryMs, waitMs - waitedMs), run.signal).catch(cause => {
      throw new Interrupted('wait for an idle moment', { cause })
    })
  }
}

function putOff(to: string, reason: string, waitedMs: number): Ending {
  return {
    outcome: 'held',
    headline: `${to} is put off: OpenClaw was at work for all of the ${sayDuration(waitedMs)} that moltd waited (${reason})`,
    nextStep: 'The next run tries again; `moltd run` does not wait.',
  }
}
