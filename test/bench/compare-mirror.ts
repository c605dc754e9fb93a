import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { createFiles } from '../../src/adapters/files.ts'
import { createGit } from '../../src/adapters/git.ts'
import { resolvePlaces } from '../../src/adapters/places.ts'
import { syncMirror } from '../../src/mirror/sync.ts'
import { quietLog } from '../doubles/quiet-log.ts'
import { scratchRoot } from '../doubles/scratch-root.ts'
import { type Comparison, median, seconds, timed } from './comparison.ts'

const rounds = 5
const large = { commits: 100_000, tags: 5_000 }
const small = { commits: 1_000, tags: 50 }
const news = 10
const targetS = 3
const targetFactor = 2

/** A sync of ten new commits and a tag beside plain `git fetch && git push`, where much is there and where little is. */
export async function compareMirror(): Promise<Comparison[]> {
  const [here, there] = [await measure(large), await measure(small)]
  return [
    {
      what: `mirror: ${news} new commits of ${large.commits}, ${large.tags} tags`,
      moltd: seconds(here.syncMs),
      other: `git fetch && git push: ${seconds(here.plainMs)}`,
      target: `≤ ${targetS} s`,
      met: here.syncMs <= targetS * 1000,
    },
    {
      what: 'mirror: cost grows with what is new',
      moltd: seconds(here.syncMs),
      other: `${small.commits} commits there: ${seconds(there.syncMs)}`,
      target: `≤ ${targetFactor} × that`,
      met: here.syncMs <= targetFactor * there.syncMs,
    },
    {
      what: 'mirror: the first time',
      moltd: seconds(here.firstMs),
      other: `git clone --mirror && git push: ${seconds(here.plainFirstMs)}`,
      target: '–',
      met: true,
    },
  ]
}

async function measure({ commits, tags }: { commits: number; tags: number }) {
  const home = mkdtempSync(join(scratchRoot, 'moltd-bench-mirror-'))
  const environment = { HOME: home, PATH: process.env.PATH ?? '/usr/bin:/bin' }
  const git = (folder: string, words: readonly string[], input?: string) =>
    execFileSync('git', [...words], {
      cwd: folder,
      env: environment,
      stdio: ['pipe', 'ignore', 'ignore'],
      input,
    })
  const at = (name: string) => join(home, name)
  try {
    for (const name of ['upstream.git', 'origin.git', 'plain-origin.git'])
      git(home, ['init', '--bare', '--quiet', '--initial-branch=main', at(name)])
    git(at('upstream.git'), ['fast-import', '--quiet'], history(0, commits, Math.floor(commits / tags)))
    git(at('upstream.git'), ['pack-refs', '--all'])

    const places = resolvePlaces({ ...environment, XDG_DATA_HOME: at('data') })
    mkdirSync(places.dataFolder, { recursive: true })
    const world = {
      git: createGit(environment),
      files: createFiles(),
      log: quietLog,
      places,
      clock: {
        nowMs: () => Date.now(),
        monotonicMs: () => performance.now(),
        uptimeMs: () => performance.now(),
        sleep: (ms: number) => new Promise<void>(resolve => setTimeout(resolve, ms)),
      },
    }
    const sync = async () => {
      const state = await syncMirror(
        world,
        {
          upstream: `file://${at('upstream.git')}`,
          origin: `file://${at('origin.git')}`,
          refs: ['refs/heads/main', 'refs/tags/v*'],
          depth: 0,
          filter: 'none',
          timeoutMs: 600_000,
          onMismatch: 'say',
        },
        { signal: new AbortController().signal },
      )
      if (state.upstream.trouble !== null || state.origin?.trouble) throw new Error(JSON.stringify(state))
    }
    const plain = async () => {
      git(at('plain.git'), ['fetch', '--quiet', '--tags', 'origin', '+refs/heads/*:refs/heads/*'])
      git(at('plain.git'), ['push', '--quiet', `file://${at('plain-origin.git')}`, '--all'])
      git(at('plain.git'), ['push', '--quiet', `file://${at('plain-origin.git')}`, '--tags'])
    }
    const firstMs = await timed(sync)
    const plainFirstMs = await timed(async () => {
      git(home, ['clone', '--quiet', '--mirror', `file://${at('upstream.git')}`, at('plain.git')])
      git(at('plain.git'), ['push', '--quiet', '--mirror', `file://${at('plain-origin.git')}`])
      git(at('plain.git'), ['config', 'remote.origin.mirror', 'false'])
    })
    const ours: number[] = []
    const theirs: number[] = []
    for (let round = 0; round < rounds; round += 1) {
      git(at('upstream.git'), ['fast-import', '--quiet'], history(commits + round * news, news, news))
      ours.push(await timed(sync))
      theirs.push(await timed(plain))
    }
    return { firstMs, plainFirstMs, syncMs: median(ours), plainMs: median(theirs) }
  } finally {
    rmSync(home, { recursive: true, force: true })
  }
}

/** For `git fast-import`: so many commits from there on, one small file each, a tag for every so many. */
function history(from: number, count: number, everyTag: number): string {
  const parts: string[] = []
  for (let index = from; index < from + count; index += 1) {
    const parent = index === from && from > 0 ? 'from refs/heads/main^0\n' : ''
    const text = `commit ${index}`
    parts.push(
      `commit refs/heads/main\ncommitter Clawd <clawd@example.org> ${1_600_000_000 + index} +0000\ndata ${text.length}\n${text}\n${parent}M 100644 inline file-${index % 500}\ndata ${text.length}\n${text}\n\n`,
    )
    if ((index + 1) % everyTag === 0)
      parts.push(`reset refs/tags/v2026.1.${index + 1}\nfrom refs/heads/main\n\n`)
  }
  return parts.join('')
}
