import type { Gateway } from '../../openclaw/gateway.ts'
import type { World } from '../../ports/world.ts'
import { stageFolderOf } from './stage-package.ts'
import { oldRootOf } from './swap-package.ts'

/** What the package-manager driver of a run may have left beside the package; only once the run has come to its end. */
export async function clearLeftovers(
  world: Pick<World, 'files'>,
  gateway: Gateway,
  runId: string,
): Promise<void> {
  await world.files.remove(stageFolderOf(gateway, runId))
  await world.files.remove(oldRootOf(gateway, runId))
}
