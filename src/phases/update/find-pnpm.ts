import { delimiter, dirname, join } from 'node:path'
import semver from 'semver'
import { openclawEnvironment } from '../../openclaw/cli-environment.ts'
import type { Gateway } from '../../openclaw/gateway.ts'
import type { UpdateWorld } from './update-request.ts'

export interface Pnpm {
  path: string
  version: string
}

/**
 * The pnpm whose global folder holds this installation: pnpm's own first, then on the unit's PATH, then on ours. One of another major version
 * does not count: seen of 12 after 11, it makes a link of another name, and removes the one that was there.
 */
export async function findPnpm(
  world: Pick<UpdateWorld, 'commands' | 'files' | 'environment'>,
  gateway: Gateway,
): Promise<Pnpm | { missing: string }> {
  const { prefix, root } = gateway.installation
  const folders = [
    join(prefix, 'bin'),
    prefix,
    ...(gateway.definition.environment.PATH ?? '').split(delimiter),
    ...(world.environment.PATH ?? '').split(delimiter),
  ]
  const looked = [...new Set(folders.filter(folder => folder.startsWith('/')))]
  const globalFolder = dirname(globalLinkOf(root))
  const installedBy = await readInstaller(world, globalLinkOf(root))
  const others: string[] = []
  const env = { ...openclawEnvironment(gateway, world.environment), ...pnpmEnvironment(world, gateway) }
  for (const folder of looked) {
    const path = join(folder, 'pnpm')
    if ((await world.files.statTarget(path))?.kind !== 'file') continue
    const ask = (words: readonly string[]) =>
      world.commands.run({ argv: [path, ...words], env, cwd: prefix, timeoutMs: 30_000 })
    const version = semver.valid((await ask(['--version'])).stdout.trim())
    if (version === null) continue
    if ((await ask(['root', '--global'])).stdout.trim() !== globalFolder) continue
    if (installedBy === null || semver.major(installedBy) === semver.major(version)) return { path, version }
    others.push(`${path} is ${version}`)
  }
  const [other] = others
  return {
    missing:
      other === undefined
        ? `no pnpm that keeps its global packages in ${globalFolder} is in ${looked.join(', ')}`
        : `pnpm ${installedBy} installed it, and ${other}, which keeps it elsewhere: add it once by that, and write the unit anew by \`openclaw gateway install --force\``,
  }
}

function globalLinkOf(root: string): string {
  return dirname(dirname(root))
}

/** The version of pnpm that wrote the install folder; null when it does not say. */
async function readInstaller(world: Pick<UpdateWorld, 'files'>, link: string): Promise<string | null> {
  const text = await world.files.readTextIfThere(join(link, 'node_modules', '.modules.yaml'))
  return semver.valid(/"?packageManager"?: "?pnpm@([^"\s]+)/.exec(text ?? '')?.[1] ?? null)
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
