import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { createFiles } from '../../src/adapters/files.ts'
import { createGit } from '../../src/adapters/git.ts'
import type { MirrorWorld } from '../../src/mirror/repository.ts'
import { repositoryPath } from '../../src/mirror/repository.ts'
import type { MirrorSettings } from '../../src/mirror/settings.ts'
import { type SyncRequest, syncMirror } from '../../src/mirror/sync.ts'
import type { Git } from '../../src/ports/git.ts'
import { quietLog } from '../doubles/quiet-log.ts'
import { scratchRoot } from '../doubles/scratch-root.ts'

const startMs = Date.parse('2026-11-22T06:00:00Z')

/** Real git: an upstream with a few releases, a private origin, and a mirror between them, in a folder of their own. */
export function openGitStage(change: { git?: (real: Git) => Git; settings?: Partial<MirrorSettings> } = {}) {
  const home = mkdtempSync(join(scratchRoot, 'moltd-mirror-'))
  onTestFinished(() => rmSync(home, { recursive: true, force: true }))
  const upstream = join(home, 'upstream')
  const origin = join(home, 'origin.git')
  const environment = { HOME: home, PATH: process.env.PATH ?? '/usr/bin:/bin' }
  let nowMs = startMs

  const git = (folder: string, ...words: string[]) =>
    execFileSync('git', words, {
      cwd: folder,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        ...environment,
        GIT_CONFIG_GLOBAL: '/dev/null',
        ...Object.fromEntries(
          ['AUTHOR', 'COMMITTER'].flatMap(who => [
            [`GIT_${who}_NAME`, 'Clawd'],
            [`GIT_${who}_EMAIL`, 'clawd@example.org'],
            [`GIT_${who}_DATE`, '2026-11-01T00:00:00Z'],
          ]),
        ),
      },
    }).trim()

  /** A commit on upstream's main; returns its name. */
  const commit = (text: string) => {
    writeFileSync(join(upstream, 'package.json'), JSON.stringify({ name: 'openclaw', version: text }))
    git(upstream, 'add', '.')
    git(upstream, 'commit', '--quiet', '--message', text)
    return git(upstream, 'rev-parse', 'HEAD')
  }
  const release = (version: string) => {
    const oid = commit(version)
    git(upstream, 'tag', `v${version}`)
    return oid
  }

  mkdirSync(upstream)
  git(home, 'init', '--quiet', '--initial-branch=main', upstream)
  git(home, 'init', '--quiet', '--bare', '--initial-branch=main', origin)
  // A host that is itself careful: a push by force or a deletion would fail loudly.
  git(origin, 'config', 'receive.denyNonFastForwards', 'true')
  git(origin, 'config', 'receive.denyDeletes', 'true')

  const realGit = createGit(environment)
  const world: MirrorWorld = {
    git: change.git?.(realGit) ?? realGit,
    files: createFiles(),
    log: quietLog,
    clock: {
      nowMs: () => nowMs,
      monotonicMs: () => performance.now(),
      uptimeMs: () => performance.now(),
      sleep: ms => new Promise(resolve => setTimeout(resolve, ms)),
    },
    places: {
      home,
      configFolder: join(home, 'config'),
      dataFolder: join(home, 'data'),
      runtimeFolder: join(home, 'run'),
      temporaryFolder: join(home, 'tmp'),
      uid: process.getuid?.() ?? 0,
    },
  }
  const settings: MirrorSettings = {
    upstream: `file://${upstream}`,
    origin: `file://${origin}`,
    refs: ['refs/heads/main', 'refs/tags/v*'],
    depth: 0,
    filter: 'none',
    timeoutMs: 60_000,
    onMismatch: 'say',
    ...change.settings,
  }
  const mirror = repositoryPath(world)
  return {
    home,
    upstream,
    origin,
    mirror,
    world,
    settings,
    git,
    commit,
    release,
    /** A sync, a day after the one before. */
    sync: (request: Partial<SyncRequest> & { settings?: Partial<MirrorSettings> } = {}) => {
      nowMs += 86_400_000
      return syncMirror(
        world,
        { ...settings, ...request.settings },
        { signal: new AbortController().signal, ...request },
      )
    },
    /** Full name → object. */
    refs: (folder: string) =>
      Object.fromEntries(
        git(folder, 'for-each-ref', '--format=%(refname) %(objectname)')
          .split('\n')
          .filter(line => line !== '')
          .map(line => line.split(' ') as [string, string]),
      ),
  }
}

export type GitStage = ReturnType<typeof openGitStage>

/** What a repository can still show: every commit that any ref leads to. */
export function commitsOf(stage: GitStage, folder: string): Set<string> {
  return new Set(stage.git(folder, 'rev-list', '--all').split('\n'))
}
