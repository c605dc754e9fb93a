import { countDowntime } from './count-downtime.ts'
import { note } from './notes.ts'
import type { Undertaking, Walk } from './way.ts'

/** Counts, beside the work, the time in which no gateway serves, and writes it down in milliseconds. */
export async function watchDowntime<T>(
  walk: Walk,
  { gateway }: Undertaking,
  work: () => Promise<T>,
): Promise<T> {
  const ended = new AbortController()
  const counted = countDowntime(walk.world, gateway, ended.signal)
  try {
    return await work()
  } finally {
    ended.abort()
    note(walk.run, 'downtimeMs', Math.round(await counted))
  }
}
