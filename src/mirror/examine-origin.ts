import type { Git } from '../ports/git.ts'
import type { World } from '../ports/world.ts'
import { troubleOf } from './git-trouble.ts'

/** What stands against a repository as the private origin of the mirror; empty: nothing. */
export type Objection = { kind: 'public' | 'fork' | 'unreachable' | 'old-git'; text: string; fix: string }

const askMs = 60_000
const leastGit: readonly [number, number] = [2, 30]

/** Looks at git, at upstream and at origin; changes nothing. */
export async function examineOrigin(
  world: Pick<World, 'commands' | 'places'> & { git: Git; stranger: Git },
  urls: { upstream: string; origin: string | null },
): Promise<Objection[]> {
  const folder = world.places.home
  const ask = (git: Git, url: string) =>
    git.run({ repository: folder, words: ['ls-remote', '--heads', url], timeoutMs: askMs })
  const tooOld = oldGit(
    (await world.git.run({ repository: folder, words: ['--version'], timeoutMs: askMs })).stdout,
  )
  if (tooOld !== null) return [tooOld]
  const objections: Objection[] = []
  const upstream = troubleOf(await ask(world.git, urls.upstream))
  if (upstream !== null)
    objections.push({
      kind: 'unreachable',
      text: `upstream ${urls.upstream} cannot be read: ${upstream.reason}`,
      fix: 'Check mirror.upstream, the network and any proxy.',
    })
  if (urls.origin === null) return objections
  const own = troubleOf(await ask(world.git, urls.origin))
  if (own !== null)
    objections.push({
      kind: 'unreachable',
      text: `origin ${urls.origin} cannot be read: ${own.reason}`,
      fix: 'Give git its credentials (`gh auth setup-git`, a credential helper, or an SSH key without passphrase); nobody can type them at six in the morning.',
    })
  const open = webAddress(urls.origin)
  if (open !== null && troubleOf(await ask(world.stranger, open)) === null)
    objections.push({
      kind: 'public',
      text: `origin ${urls.origin} is public: anybody can read it`,
      fix: 'Make a private repository; a public copy is no mirror of yours.',
    })
  if (await isFork(world, urls.origin))
    objections.push({
      kind: 'fork',
      text: `origin ${urls.origin} is a fork: it is removed or made public along with what it was forked from`,
      fix: 'Make an empty private repository instead: `gh repo create NAME --private`.',
    })
  return objections
}

function oldGit(said: string): Objection | null {
  const [, major, minor] = /git version (\d+)\.(\d+)/.exec(said) ?? []
  const [least, leastMinor] = leastGit
  const isEnough = Number(major) > least || (Number(major) === least && Number(minor) >= leastMinor)
  if (isEnough) return null
  return {
    kind: 'old-git',
    text: major === undefined ? 'git is not there' : `git ${major}.${minor} is too old`,
    fix: `Install git ${leastGit.join('.')} or newer.`,
  }
}

/** Where a stranger would look for it; null for what has no public face. */
function webAddress(origin: string): string | null {
  if (/^https?:/.test(origin)) return origin
  const [, host, path] = /^(?:ssh:\/\/)?[\w.-]+@([\w.-]+)(?::\d+\/|[:/])(?:\/)?(\S+)$/.exec(origin) ?? []
  return host === undefined || !host.includes('.') ? null : `https://${host}/${path}`
}

/** Only GitHub's own program knows. */
async function isFork({ commands }: Pick<World, 'commands'>, origin: string): Promise<boolean> {
  const [, name] = /github\.com[:/]+([\w.-]+\/[\w.-]+?)(?:\.git)?\/?$/.exec(origin) ?? []
  if (name === undefined) return false
  const argv = ['gh', 'repo', 'view', name, '--json', 'isFork', '--jq', '.isFork'] as const
  const { exitCode, stdout } = await commands.run({ argv, timeoutMs: askMs })
  return exitCode === 0 && stdout.trim() === 'true'
}
