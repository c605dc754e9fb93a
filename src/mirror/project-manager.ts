/** The program that a project is installed, built and packed with. */
export interface ProjectManager {
  name: 'npm' | 'pnpm'
  /** null: the project does not say. */
  version: string | null
}

/** By `packageManager`, else by the lock file that is there; null: one that moltd does not know. */
export function readProjectManager(
  packageManager: string | null,
  files: readonly string[],
): ProjectManager | null {
  if (packageManager !== null) {
    const [, name, version] = /^([\w-]+)@(\d+\.\d+\.\d+[\w.-]*)(?:\+\S*)?$/.exec(packageManager) ?? []
    return (name === 'npm' || name === 'pnpm') && version !== undefined ? { name, version } : null
  }
  if (files.includes('pnpm-lock.yaml')) return { name: 'pnpm', version: null }
  return files.includes('yarn.lock') || files.includes('bun.lock') ? null : { name: 'npm', version: null }
}

/** Exactly what is locked, where it is locked; from caches before the network. */
export function installWords({ name }: ProjectManager, files: readonly string[]): string[] {
  if (name === 'pnpm') {
    const frozen = files.includes('pnpm-lock.yaml') ? '--frozen-lockfile' : '--no-frozen-lockfile'
    return ['install', frozen, '--prefer-offline']
  }
  const isLocked = files.includes('package-lock.json') || files.includes('npm-shrinkwrap.json')
  return [isLocked ? 'ci' : 'install', '--prefer-offline', '--no-fund', '--no-audit', '--loglevel=error']
}

/** What to run before it is packed: `prepack` builds what is published, where there is one. */
export function buildScripts(scripts: Readonly<Record<string, string>>): string[] {
  return scripts.prepack === undefined
    ? ['build', 'ui:build'].filter(name => scripts[name] !== undefined)
    : []
}
