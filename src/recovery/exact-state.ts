import { join } from 'node:path'
import type { World } from '../ports/world.ts'

/** What the exact pass at the stop left in a recovery point. */
export interface ExactState {
  folder: string
  /** Files and links that it copied, relative to the state folder. */
  copied: ReadonlySet<string>
  /** Every file and link that existed at the stop. */
  existing: ReadonlySet<string>
}

/** null when there was no exact pass, or none that ended: then the live pass is what there is. */
export async function readExactState(
  world: Pick<World, 'files'>,
  pointPath: string,
): Promise<ExactState | null> {
  // Killed between its two renames, the script leaves the earlier one under its other name.
  for (const name of ['exact', 'exact.old']) {
    const folder = join(pointPath, name)
    const list = await world.files.readTextIfThere(join(folder, 'existing'))
    if (list === null) continue
    const copied = new Set<string>()
    for await (const entry of world.files.walk(join(folder, 'files')))
      if (entry.kind !== 'directory') copied.add(entry.path)
    const existing = new Set(
      list
        .split('\0')
        .filter(path => path !== '')
        .map(path => path.replace(/^\.\//, '')),
    )
    return { folder, copied, existing }
  }
  return null
}

/** Does this file of the live pass belong to what was at the stop, and was it not copied anew there? */
export function isStillValid(path: string, exact: ExactState): boolean {
  if (!exact.existing.has(path)) return false
  const database = path.replace(/-(wal|shm|journal)$/, '')
  return !['', '-wal', '-shm', '-journal'].some(suffix => exact.copied.has(database + suffix))
}
