import { join } from 'node:path'
import type { World } from '../../ports/world.ts'

/** Access mode in the flags of /proc/PID/fdinfo: 0 reads only. */
const accessMode = 0o3

/** A file of the live gateway that one of these processes has open for writing; null when there is none. */
export async function findTrespass(
  world: Pick<World, 'files'>,
  pids: readonly number[],
  forbidden: readonly string[],
): Promise<string | null> {
  for (const pid of pids) {
    for (const name of await world.files.list(`/proc/${pid}/fd`).catch(() => [])) {
      // It may close it, or end, while we look: then there is nothing to see.
      const target = await world.files.readLink(`/proc/${pid}/fd/${name}`).catch(() => '')
      if (!forbidden.some(live => target.startsWith(join(live, '/')))) continue
      const facts = await world.files.readText(`/proc/${pid}/fdinfo/${name}`).catch(() => '')
      const flags = Number.parseInt(/^flags:\s*(\d+)$/m.exec(facts)?.[1] ?? '0', 8)
      if ((flags & accessMode) !== 0) return target
    }
  }
  return null
}
