import type { Gateway } from '../openclaw/gateway.ts'
import { lookAtServed } from './update/sight.ts'
import type { UpdateWorld } from './update/update-request.ts'

const pollEveryMs = 200

/** Adds up the time in which no gateway serves, until the signal: one small HTTP request five times a second. */
export async function countDowntime(
  world: Pick<UpdateWorld, 'clock' | 'http' | 'processes' | 'supervisor'>,
  gateway: Gateway,
  signal: AbortSignal,
): Promise<number> {
  let downMs = 0
  let downSinceMs: number | null = null
  while (!signal.aborted) {
    const { kind } = await lookAtServed(world, gateway)
    const nowMs = world.clock.monotonicMs()
    if (kind === 'serving' || kind === 'page') {
      downMs += downSinceMs === null ? 0 : nowMs - downSinceMs
      downSinceMs = null
    } else {
      downSinceMs ??= nowMs
    }
    await world.clock.sleep(pollEveryMs, signal).catch(() => undefined) // aborted: the loop ends
  }
  return downMs + (downSinceMs === null ? 0 : world.clock.monotonicMs() - downSinceMs)
}
