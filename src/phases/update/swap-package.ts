import { basename, dirname, join, relative } from 'node:path'
import type { Gateway } from '../../openclaw/gateway.ts'
import { stagedRootOf } from './stage-package.ts'
import type { UpdateWorld } from './update-request.ts'

/** The old tree, between the swap and the moment when the new one serves. */
export function oldRootOf({ installation }: Gateway, runId: string): string {
  return join(dirname(installation.root), `.moltd-old-${runId}`)
}

/**
 * Two renames, and the launchers that the new version adds. Only while the gateway is stopped. When it rejects, the old tree is
 * in its place; where a crash had left none, it stays beside.
 */
export async function swapPackage(
  world: Pick<UpdateWorld, 'files'>,
  gateway: Gateway,
  runId: string,
  stageFolder: string,
): Promise<void> {
  const { root } = gateway.installation
  const oldRoot = oldRootOf(gateway, runId)
  if ((await world.files.stat(root)) !== null) {
    await world.files.remove(oldRoot)
    await world.files.move(root, oldRoot)
  }
  try {
    await world.files.move(stagedRootOf(stageFolder), root)
  } catch (thrown) {
    if ((await world.files.stat(oldRoot)) !== null) await world.files.move(oldRoot, root)
    throw thrown
  }
  await addLaunchers(world, gateway, join(stageFolder, 'bin'))
}

/** npm's launchers are links into the package: those that stand already go on pointing to the right place. */
async function addLaunchers(
  world: Pick<UpdateWorld, 'files'>,
  { installation }: Gateway,
  stagedBin: string,
): Promise<void> {
  const bin = join(installation.prefix, 'bin')
  for (const name of await world.files.list(stagedBin)) {
    if ((await world.files.stat(join(bin, name))) !== null) continue
    const target = await world.files.readLink(join(stagedBin, name))
    const inPackage = target
      .split(`/${basename(installation.root)}/`)
      .slice(1)
      .join(`/${basename(installation.root)}/`)
    await world.files.makeLink(relative(bin, join(installation.root, inPackage)), join(bin, name))
  }
}
