import { dirname } from 'node:path'
import type { Gateway } from '../openclaw/gateway.ts'
import type { World } from '../ports/world.ts'
import { unitHooks } from './layout.ts'
import type { RecoveryPoint } from './recovery-point.ts'

/** From now on every stop of the gateway completes this recovery point, until another version has run. */
export async function armExactPass(
  world: Pick<World, 'files' | 'places' | 'supervisor'>,
  gateway: Pick<Gateway, 'unit'>,
  point: Pick<RecoveryPoint, 'path' | 'stateFolder' | 'packageRoot' | 'version'>,
): Promise<void> {
  const { armed } = unitHooks(world.places, gateway.unit)
  const { path, stateFolder, packageRoot, version } = point
  const lines = [path, stateFolder, packageRoot, version, await readInvocation(world, gateway.unit)]
  await world.files.makeFolder(dirname(armed), 0o700)
  await world.files.writeDurably(armed, lines.map(line => `${line}\n`).join(''))
}

export async function disarmExactPass(
  world: Pick<World, 'files' | 'places'>,
  gateway: Pick<Gateway, 'unit'>,
): Promise<void> {
  await world.files.remove(unitHooks(world.places, gateway.unit).armed)
}

/**
 * systemd's id of the gateway's present life, empty when there is none. By it the script at the stop knows that the
 * program it saw stop is the old one, even when the files on disk were replaced under it.
 */
async function readInvocation(world: Pick<World, 'files' | 'supervisor'>, unit: string): Promise<string> {
  const { mainPid } = await world.supervisor.inspect(unit)
  if (mainPid === null) return ''
  try {
    const environment = await world.files.readText(`/proc/${mainPid}/environ`)
    return /(?:^|\0)INVOCATION_ID=([0-9a-f]+)/.exec(environment)?.[1] ?? ''
  } catch {
    // It has just ended, or is not ours to read: then only the version on disk decides.
    return ''
  }
}
