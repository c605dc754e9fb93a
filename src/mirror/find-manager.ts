import { delimiter, dirname, join } from 'node:path'
import type { BuildWorld, RunPart } from './build-package.ts'
import type { ProjectManager } from './project-manager.ts'

interface Search {
  npm: string
  environment: Readonly<Record<string, string>>
  /** Takes the package manager when it has to be fetched. */
  folder: string
  run: RunPart
}

const askMs = 20_000

/**
 * npm is the one of the gateway. pnpm is taken from the PATH when it has the major version that the project wants, since that reads
 * its lock file; else npm fetches exactly the one that the project names. Errors: E_BUILD.
 */
export async function findManager(
  world: Pick<BuildWorld, 'commands' | 'files'>,
  { name, version }: ProjectManager,
  { npm, environment, folder, run }: Search,
): Promise<string> {
  if (name === 'npm') return npm
  const env = {
    ...environment,
    npm_config_manage_package_manager_versions: 'false',
    COREPACK_ENABLE_NETWORK: '0',
  }
  const folders = [dirname(npm), ...(environment.PATH ?? '').split(delimiter)].filter(path =>
    path.startsWith('/'),
  )
  for (const place of new Set(folders)) {
    const path = join(place, name)
    if ((await world.files.statTarget(path))?.kind !== 'file') continue
    const { exitCode, stdout } = await world.commands.run({
      argv: [path, '--version'],
      cwd: folder,
      env,
      timeoutMs: askMs,
    })
    const isFit = exitCode === 0 && (version === null || majorOf(stdout) === majorOf(version))
    if (isFit) return path
  }
  const own = join(folder, 'manager')
  await world.files.makeFolder(own)
  const quiet = [
    '--no-save',
    '--no-fund',
    '--no-audit',
    '--loglevel=error',
    '--prefer-offline',
    '--ignore-scripts',
  ]
  const what = `${name}@${version ?? 'latest'}`
  await run(`fetch ${what}`, [npm, 'install', ...quiet, '--prefix', own, what], own)
  return join(own, 'node_modules', '.bin', name)
}

function majorOf(version: string): string | undefined {
  return version.trim().split('.')[0]
}
