import type { ChangeDigest } from '../../ports/change-digest.ts'
import { reasonOf } from '../../ports/errors.ts'
import type { Walk } from '../way.ts'

/** How much longer than the checks it may take. */
const besideChecksMs = 500

/** Begins to find out what the update brings; whoever asks for it waits a moment at most, since no run is held up for it. */
export function lookUpChanges(
  { world, changelogs, run }: Walk,
  from: string,
  to: string,
): { inTime(patienceMs?: number): Promise<ChangeDigest | null> } {
  const over = new AbortController()
  const signal = AbortSignal.any([run.signal, over.signal])
  const digest = changelogs.digest(from, to, signal).catch(error => {
    world.log.info({ run: run.id, reason: reasonOf(error) }, 'what the update brings is not known')
    return null
  })
  return {
    inTime: async (patienceMs = besideChecksMs) => {
      const late = world.clock.sleep(patienceMs, signal).then(
        () => null,
        () => null, // the digest was there first, or the run is to stop
      )
      const changes = await Promise.race([digest, late])
      over.abort()
      return changes
    },
  }
}
