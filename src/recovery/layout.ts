import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Gateway } from '../openclaw/gateway.ts'
import type { Places } from '../ports/places.ts'
import type { World } from '../ports/world.ts'

/** What moltd ships beside its program. */
export const shipped = {
  exactPass: fileURLToPath(new URL('../../systemd/exact-pass.sh', import.meta.url)),
  dropIn: fileURLToPath(new URL('../../systemd/60-moltd.conf', import.meta.url)),
  rescue: fileURLToPath(new URL('../../systemd/rescue.sh', import.meta.url)),
}

/** What every drop-in of ours calls. */
export function exactPassScript(places: Pick<Places, 'dataFolder'>): string {
  return join(places.dataFolder, 'exact-pass.sh')
}

/** Files of moltd that a gateway's unit knows by path: they must stay where they are. */
export function unitHooks(places: Places, unit: string) {
  return {
    script: exactPassScript(places),
    armed: join(places.dataFolder, 'armed', unit),
    hold: join(places.dataFolder, 'hold', unit),
  }
}

/** The folder of recovery points for this gateway: `folder` if the user says so, else beside the package when links must work there. */
export async function chooseRecoveryRoot(
  world: Pick<World, 'files' | 'places'>,
  gateway: Pick<Gateway, 'installation'>,
  folder?: string,
): Promise<string> {
  if (folder) return folder
  const own = join(world.places.dataFolder, 'recovery')
  const { prefix, root } = gateway.installation
  const [ours, theirs] = await Promise.all([deviceOf(world, own), deviceOf(world, root)])
  const beside = join(prefix, '.moltd-recovery')
  if (ours === theirs || (await deviceOf(world, beside)) !== theirs) return own
  return (await world.files.canWrite(prefix)) ? beside : own
}

/** Everywhere recovery points of this gateway may be. */
export function recoveryRoots(
  world: Pick<World, 'places'>,
  gateway: Pick<Gateway, 'installation'> | null,
  folder?: string,
): string[] {
  const roots = [
    folder,
    join(world.places.dataFolder, 'recovery'),
    gateway && join(gateway.installation.prefix, '.moltd-recovery'),
  ]
  return [...new Set(roots.filter(root => typeof root === 'string'))]
}

/** The file system of a path that may not exist yet. */
async function deviceOf(world: Pick<World, 'files'>, path: string): Promise<number | null> {
  const found = await world.files.statTarget(path)
  if (found || path === dirname(path)) return found?.device ?? null
  return deviceOf(world, dirname(path))
}
