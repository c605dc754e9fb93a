// Runs in a mount namespace of its own: a mirror on a file system that fills up in the middle of a fetch, and has room again.
import { execFileSync } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { createFiles } from '../../src/adapters/files.ts'
import { createGit } from '../../src/adapters/git.ts'
import { resolvePlaces } from '../../src/adapters/places.ts'
import { findRepository, repositoryPath } from '../../src/mirror/repository.ts'
import { syncMirror } from '../../src/mirror/sync.ts'
import { quietLog } from '../doubles/quiet-log.ts'

const [home = '', upstream = ''] = process.argv.slice(2)
const data = join(home, 'data')
execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=6m', 'tmpfs', data])

const environment = { HOME: home, PATH: process.env.PATH ?? '/usr/bin:/bin', XDG_DATA_HOME: data }
const files = createFiles()
const world = {
  git: createGit(environment),
  // It seems roomy when the sync begins; what fills it comes later.
  files: { ...files, space: async () => ({ availableBytes: 1e12, totalBytes: 1e12 }) },
  log: quietLog,
  places: resolvePlaces(environment),
  clock: {
    nowMs: () => Date.now(),
    monotonicMs: () => performance.now(),
    uptimeMs: () => performance.now(),
    sleep: (ms: number) => new Promise<void>(resolve => setTimeout(resolve, ms)),
  },
}
const sync = () =>
  syncMirror(
    world,
    {
      upstream: `file://${upstream}`,
      origin: null,
      refs: ['refs/heads/main', 'refs/tags/v*'],
      depth: 0,
      filter: 'none',
      timeoutMs: 60_000,
      onMismatch: 'say',
    },
    { signal: new AbortController().signal },
  )
const look = async () => {
  const path = repositoryPath(world)
  const names = readdirSync(path, { recursive: true, encoding: 'utf8' })
  return {
    refs: [...((await (await findRepository(world))?.refs()) ?? new Map()).keys()],
    leftovers: names.filter(name => /(^|\/)tmp_|\.lock$/.test(name)),
    damage: execFileSync('git', ['-C', path, 'fsck', '--full'], { encoding: 'utf8', stdio: 'pipe' }),
  }
}

const full = await sync()
const whenFull = await look()
execFileSync('mount', ['-o', 'remount,size=64m', data])
const roomy = await sync()
console.log(JSON.stringify({ full: full.upstream, whenFull, roomy: roomy.upstream, whenRoomy: await look() }))
