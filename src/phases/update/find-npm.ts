import { delimiter, dirname, join } from 'node:path'
import semver from 'semver'
import { openclawEnvironment } from '../../openclaw/cli-environment.ts'
import type { Gateway } from '../../openclaw/gateway.ts'
import type { KeptPackage, UpdateWorld } from './update-request.ts'

export interface Npm {
  path: string
  version: string
}

/** From this version on, npm runs no install script that is not allowed by name. */
const scriptsNeedLeave = '11.16.0'

/** npm beside the unit's Node, on the unit's PATH, or on ours; run by the unit's Node in any case. */
export async function findNpm(
  world: Pick<UpdateWorld, 'commands' | 'files' | 'environment'>,
  gateway: Gateway,
): Promise<Npm | { looked: readonly string[] }> {
  const folders = [
    dirname(gateway.node.path),
    ...(gateway.definition.environment.PATH ?? '').split(delimiter),
    ...(world.environment.PATH ?? '').split(delimiter),
  ]
  const looked = [...new Set(folders.filter(folder => folder.startsWith('/')))]
  for (const folder of looked) {
    const path = join(folder, 'npm')
    if ((await world.files.statTarget(path))?.kind !== 'file') continue
    const env = openclawEnvironment(gateway, world.environment)
    const { stdout } = await world.commands.run({ argv: [path, '--version'], env, timeoutMs: 20_000 })
    const version = semver.valid(stdout.trim())
    if (version !== null) return { path, version }
  }
  return { looked }
}

/** From the registry, or from a tarball; with the cache that was kept with it, without any registry. */
export function installArguments(
  npm: Npm,
  prefix: string,
  version: string,
  kept: KeptPackage | null = null,
): string[] {
  const allow = semver.gte(npm.version, scriptsNeedLeave) ? ['--allow-scripts=openclaw'] : []
  const what = kept === null ? [`openclaw@${version}`] : [...keptFrom(kept), kept.tarball]
  const quiet = ['--no-fund', '--no-audit', '--loglevel=error']
  return ['install', '--global', '--prefix', prefix, ...allow, ...quiet, ...what]
}

function keptFrom({ npmCache, registry }: KeptPackage): string[] {
  if (npmCache === null) return ['--prefer-offline']
  return ['--offline', '--cache', npmCache, ...(registry === null ? [] : ['--registry', registry])]
}
