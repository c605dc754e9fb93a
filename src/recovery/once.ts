import { join } from 'node:path'
import type { World } from '../ports/world.ts'
import type { RestorePlan } from './restore-plan.ts'

/**
 * Runs a part of a restore unless it has been completed: what is set aside then is the restored world itself, and must
 * not be set aside again. The mark is on disk only when everything before it is.
 */
export async function once(
  world: Pick<World, 'files'>,
  plan: RestorePlan,
  part: string,
  effect: () => Promise<void>,
): Promise<void> {
  const { working, path } = plan.aside
  if (await world.files.stat(path)) return
  const marks = join(working, '.done')
  if (await world.files.stat(join(marks, part))) return
  await effect()
  await world.files.makeFolder(marks, 0o700)
  await world.files.writeDurably(join(marks, part), '')
}
