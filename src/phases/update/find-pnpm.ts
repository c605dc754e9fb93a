import { delimiter, dirname, join } from 'node:path'
import semver from 'semver'
import { openclawEnvironment } from '../../openclaw/cli-environment.ts'
import type { Gateway } from '../../openclaw/gateway.ts'
import type { UpdateWorld } from './update-request.ts'

export interface Pnpm {
  path: string
  version: string
}

/** The pnpm whose global folder holds this installation: pnpm's own first, then on the unit's PATH, then on ours. */
export async function findPnpm(
  world: Pick<UpdateWorld, 'commands' | 'files' | 'environment'>,
  gateway: Gateway,
): Promise<Pnpm | { looked: readonly string[] }> {
  const { prefix, root } = gateway.installation
  const folders = [
    join(prefix, 'bin'),
    prefix,
    ...(gateway.definition.environment.PATH ?? '').split(delimiter),
    ...(world.environment.PATH ?? '').split(delimiter),
  ]
  const looked = [...new Set(folders.filter(folder => folder.startsWith('/')))]
  const globalFolder = dirname(dirname(dirname(root)))
  const env = { ...openclawEnvironment(gateway, world.environment), ...pnpmEnvironment(world, gateway) }
  for (const folder of looked) {
    const path = join(folder, 'pnpm')
    if ((await world.files.statTarget(path))?.kind !== 'file') continue
    const ask = (words: readonly string[]) =>
      world.commands.run({ argv: [path, ...words], env, cwd: prefix, timeoutMs: 30_000 })
    const version = semver.valid((await ask(['--version'])).stdout.trim())
    if (version === null) continue
    if ((await ask(['root', '--global'])).stdout.trim() === globalFolder) return { path, version }
  }
  return { looked }
}

/** pnpm knows its home by this, and wants its folder for launchers to be on the PATH. */
export function pnpmEnvironment(
  { environment }: Pick<UpdateWorld, 'environment'>,
  gateway: Gateway,
): { PNPM_HOME: string; PATH: string } {
  const { prefix, shims = [] } = gateway.installation
  const { PATH = '' } = openclawEnvironment(gateway, environment)
  const folders = [...PATH.split(delimiter), ...shims.map(dirname), join(prefix, 'bin'), prefix]
  return { PNPM_HOME: prefix, PATH: [...new Set(folders)].join(delimiter) }
}
