// Where this package is and where its state lives, found as the real one finds them.
import { readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

const { env } = process

export const root = dirname(dirname(fileURLToPath(import.meta.url)))
export const prefix = resolve(root, '../../..')
/** What this process was started with; the files below it may be replaced while it runs. */
export const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
export const build = JSON.parse(readFileSync(join(root, 'dist/build-info.json'), 'utf8'))

/** Orders, published versions and pids: outside of all that an update or a rollback replaces. */
export const backstage = env.OPENCLAW_STAND_IN ?? join(prefix, 'stand-in')

export function places(argv = []) {
  const profile = option(argv, '--profile') ?? env.OPENCLAW_PROFILE
  const folder = profile && profile !== 'default' ? `.openclaw-${profile}` : '.openclaw'
  const state = env.OPENCLAW_STATE_DIR ?? join(homedir(), folder)
  return { state, config: env.OPENCLAW_CONFIG_PATH ?? join(state, 'openclaw.json') }
}

export function option(argv, name) {
  const index = argv.indexOf(name)
  return index === -1 ? undefined : argv[index + 1]
}

/** `2026.9.5` and `2026.2.19-2` in their order; enough for what is staged here. */
export function compareVersions(left, right) {
  const parts = version => version.split(/[.-]/).map(part => Number.parseInt(part, 10) || 0)
  const [a, b] = [parts(left), parts(right)]
  for (let index = 0; index < Math.max(a.length, b.length); index += 1) {
    const difference = (a[index] ?? 0) - (b[index] ?? 0)
    if (difference !== 0) return difference
  }
  return 0
}

export const isBefore = version => compareVersions(manifest.version, version) < 0
