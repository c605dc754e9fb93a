import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { systemClock } from '../../src/adapters/clock.ts'
import { createFiles } from '../../src/adapters/files.ts'
import { createGit } from '../../src/adapters/git.ts'
import { resolvePlaces } from '../../src/adapters/places.ts'
import { syncMirror } from '../../src/mirror/sync.ts'
import { quietLog } from '../doubles/quiet-log.ts'
import { scratchRoot } from '../doubles/scratch-root.ts'
import { historyOf } from '../mirror/history.ts'

export interface Amount {
  commits: number
  tags: number
}

/** A generated upstream with a mirror of it by moltd, and one by plain git, each with an origin of its own. */
export function openMirrorStage(there: Amount) {
  const home = mkdtempSync(join(scratchRoot, 'moltd-bench-mirror-'))
  const environment = { HOME: home, PATH: process.env.PATH ?? '/usr/bin:/bin' }
  const at = (name: string) => join(home, name)
  const git = (folder: string, words: readonly string[], input?: string) =>
    execFileSync('git', [...words], {
      cwd: at(folder),
      env: environment,
      stdio: ['pipe', 'ignore', 'ignore'],
      input,
    })
  const origins = ['origin.git', 'plain-origin.git']
  for (const name of ['upstream.git', ...origins])
    git('.', ['init', '--bare', '--quiet', '--initial-branch=main', name])
  let commits = 0
  const grow = (news: Amount) => {
    git('upstream.git', ['fast-import', '--quiet'], historyOf(commits, news))
    commits += news.commits
  }
  grow(there)
  git('upstream.git', ['pack-refs', '--all'])

  const places = resolvePlaces({ ...environment, XDG_DATA_HOME: at('data') })
  mkdirSync(places.dataFolder, { recursive: true })
  const world = {
    git: createGit(environment),
    files: createFiles(),
    log: quietLog,
    places,
    clock: systemClock,
  }
  const settings = {
    upstream: `file://${at('upstream.git')}`,
    origin: `file://${at('origin.git')}`,
    refs: ['refs/heads/main', 'refs/tags/v*'],
    depth: 0,
    filter: 'none',
    timeoutMs: 600_000,
    onMismatch: 'say',
  } as const

  return {
    grow,
    /** moltd's way. */
    async sync() {
      const state = await syncMirror(world, settings, { signal: new AbortController().signal })
      if (state.upstream.trouble !== null || state.origin?.trouble) throw new Error(JSON.stringify(state))
    },
    async plainClone() {
      git('.', ['clone', '--quiet', '--mirror', settings.upstream, 'plain.git'])
      git('plain.git', ['push', '--quiet', '--mirror', `file://${at('plain-origin.git')}`])
      git('plain.git', ['config', 'remote.origin.mirror', 'false'])
    },
    async plainSync() {
      git('plain.git', ['fetch', '--quiet', '--tags', 'origin', '+refs/heads/*:refs/heads/*'])
      git('plain.git', ['push', '--quiet', `file://${at('plain-origin.git')}`, '--all'])
      git('plain.git', ['push', '--quiet', `file://${at('plain-origin.git')}`, '--tags'])
    },
    /** A host that is looked after does so by itself. */
    packOrigins() {
      for (const name of origins) git(name, ['pack-refs', '--all'])
    },
    close: () => rmSync(home, { recursive: true, force: true }),
  }
}

export type MirrorStage = ReturnType<typeof openMirrorStage>
