import semver from 'semver'
import { note } from './notes.ts'
import type { Walk } from './way.ts'

/** Notes a newer moltd for the report, each version once; nothing of moltd is ever changed by a run. */
export async function noteOwnRelease({ ownReleases, memory, run, world }: Walk): Promise<void> {
  if (ownReleases === null) return
  const { installed } = ownReleases
  const newest = await ownReleases.newest()
  if (newest === null || !semver.gt(newest, installed)) return
  const subject = `moltd ${newest}`
  if (memory.firstSeenMs(subject) !== null) return
  note(run, 'ownRelease', { installed, newest })
  memory.rememberFirstSeen(subject, world.clock.nowMs())
}
