import { dirname, join } from 'node:path'
import type { Gateway } from '../openclaw/gateway.ts'
import { readInstalledVersion } from '../openclaw/installed-version.ts'
import type { World } from '../ports/world.ts'
import { planLooseFiles } from './loose-files.ts'
import type { LooseFile, RecoveryPoint, SavedPart } from './recovery-point.ts'
import { partsOf, planParts } from './saved-parts.ts'

export type RestoreWorld = Pick<World, 'files' | 'databases' | 'clock' | 'supervisor'>

/** All that a restore needs to know, as plain JSON: written down before it begins, and begun again from it after a kill. */
export interface RestorePlan {
  point: RecoveryPoint
  /** The folder that takes what is live now; without `.aside` it is a recovery point of the rejected version. */
  aside: {
    id: string
    path: string
    working: string
    version: string
    node: { path: string; version: string }
    loose: readonly LooseFile[]
    /** As in a recovery point. */
    parts?: readonly SavedPart[]
  }
  /** Where program and state are laid out beside the live ones. */
  programStaging: string
  stateStaging: string
}

/** Reads only. `live` is the gateway as it was last found; its unit and version are looked up again. */
export async function planRestore(
  world: Pick<World, 'files' | 'supervisor'>,
  point: RecoveryPoint,
  live: Pick<Gateway, 'installation' | 'node' | 'definition'>,
  asideId: string,
): Promise<RestorePlan> {
  const path = join(dirname(point.path), asideId)
  const firstPath = partsOf(point)[0]?.path ?? point.packageRoot
  const { configPath } = point
  const { shims } = live.installation
  const definition = (await world.supervisor.define(point.unit)) ?? live.definition
  return {
    point,
    aside: {
      id: asideId,
      path,
      working: `${path}.aside`,
      version: (await readInstalledVersion(world, point.packageRoot)) ?? live.installation.version,
      node: live.node,
      loose: await planLooseFiles(world, { definition, configPath, shims }, point.stateFolder),
      ...(await planParts(world, live.installation)),
    },
    programStaging: join(dirname(firstPath), `.moltd-restore-${asideId}`),
    stateStaging: join(point.stateFolder, `.moltd-restore-${asideId}`),
  }
}
