import { join } from 'node:path'
import { findConfiguredWorkspaces } from '../../recovery/configured-workspaces.ts'
import { isolateState } from '../../recovery/drill/isolate-state.ts'
import { findFreePort, type ScratchGateway } from '../../recovery/drill/scratch.ts'
import { copyLiveState } from '../../recovery/state-tree.ts'
import { stagedRootOf } from '../update/stage-package.ts'
import { rehearsalJob } from './clear-rehearsal.ts'
import type { RehearsalRequest, RehearsalWorld } from './rehearsal-request.ts'

/** A package on a copy of the live state. */
export interface Copy extends ScratchGateway {
  /** Its doctor has been over it. */
  isCured: boolean
}

/**
 * The candidate on a copy of the live state: SQLite through its backup API, workspaces and media not at all. `program` says which
 * package works on it: the staged one, or the live one for comparison.
 */
export async function layOutCopy(
  world: RehearsalWorld,
  request: RehearsalRequest,
  program: 'candidate' | 'installed' = 'candidate',
): Promise<Copy> {
  const { gateway } = request
  const { installation, configPath } = gateway
  const folder = join(request.scratchFolder, program)
  const stateFolder = join(folder, 'state')
  const live = (await world.files.stat(gateway.stateFolder))
    ? await world.files.resolve(gateway.stateFolder)
    : gateway.stateFolder
  const workspaces = await findConfiguredWorkspaces(world, configPath, live)
  await world.files.remove(folder)
  await world.files.makeFolder(folder, 0o700)
  await copyLiveState(world, { stateFolder: live, workspaces }, folder)
  // pnpm's are links; what the state names is what they lead to.
  const livePackage = await world.files.resolve(installation.root)
  const packageRoot =
    program === 'candidate' ? await world.files.resolve(stagedRootOf(request.stageFolder)) : livePackage
  await isolateState(world, { from: live, to: stateFolder }, { from: livePackage, to: packageRoot })
  await world.files.makeFolder(join(stateFolder, 'workspace'), 0o700)
  return {
    folder,
    job: rehearsalJob,
    isMeek: true,
    isCured: false,
    version: program === 'candidate' ? request.to : installation.version,
    node: gateway.node.path,
    packageRoot,
    stateFolder,
    port: await findFreePort(world, gateway.port),
    live: { packageRoot: livePackage, stateFolder: live },
    environment: gateway.definition.environment,
  }
}

export function scratchConfigPath({ stateFolder }: Pick<ScratchGateway, 'stateFolder'>): string {
  return join(stateFolder, 'openclaw.json')
}
