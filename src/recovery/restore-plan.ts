import { dirname, join } from 'node:path'
import type { Gateway } from '../openclaw/gateway.ts'
import { readInstalledVersion } from '../openclaw/installed-version.ts'
import type { World } from '../ports/world.ts'
import { planLooseFiles } from './loose-files.ts'
import type { LooseFile, RecoveryPoint } from './recovery-point.ts'

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
  const definition = (await world.supervisor.define(point.unit)) ?? live.definition
  return {
    point,
    aside: {
      id: asideId,
      path,
      working: `${path}.aside`,
      version: (await readInstalledVersion(world, point.packageRoot)) ?? live.installation.version,
      node: live.node,
      loose: await planLooseFiles(world, { definition, configPath: point.configPath }, point.stateFolder),
    },
    programStaging: join(dirname(point.packageRoot), `.moltd-restore-${asideId}`),
    stateStaging: join(point.stateFolder, `.moltd-restore-${asideId}`),
  }
}
