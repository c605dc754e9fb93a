import type { World } from '../ports/world.ts'
import { askGit, reasonOfGit } from './checkout.ts'
import { compareVersions, formatVersion, parseVersion, type Version } from './version.ts'

/** What OpenClaw's updater would check out: it goes by tags, and never asks the registry. */
export interface CheckoutOffer {
  /** The remote whose tags it fetches. */
  remote: string
  /** The newest release by tag; null when there is none. */
  newest: string | null
}

/** The branch that OpenClaw develops on; its remote is where releases come from. */
const mainBranch = 'main'

/** Asks the remote, over the network, without fetching anything; a text: nobody can say, and why. */
export async function findCheckoutOffer(
  world: Pick<World, 'commands'>,
  root: string,
  channel: 'stable' | 'beta',
  signal?: AbortSignal,
): Promise<CheckoutOffer | string> {
  const remote = await findReleaseRemote(world, root, signal)
  if (typeof remote !== 'string') return remote.missing
  const ask = (words: readonly string[]) => askGit(world, root, words, signal)
  // The user's own ssh, if they set one, made unable to ask.
  const ssh = (await ask(['config', '--get', 'core.sshCommand'])).stdout.trim() || 'ssh'
  const batch = `core.sshCommand=${ssh} -o BatchMode=yes`
  const [there, here] = await Promise.all([
    ask(['-c', batch, 'ls-remote', '--tags', '--refs', remote, 'refs/tags/v*']),
    ask(['tag', '--list', 'v*']),
  ])
  for (const answer of [there, here]) if (answer.exitCode !== 0) return reasonOfGit(answer)
  const tags = `${there.stdout}\n${here.stdout}`.matchAll(/(?:refs\/tags\/|^)(v\S+)$/gm)
  const newest = newestRelease(
    [...tags].map(([, tag = '']) => tag),
    channel,
  )
  return { remote, newest: newest === null ? null : formatVersion(newest) }
}

/** Its own choice: where `main` comes from, else `origin`, else the only one. */
async function findReleaseRemote(
  world: Pick<World, 'commands'>,
  root: string,
  signal?: AbortSignal,
): Promise<string | { missing: string }> {
  const [listed, tracked] = await Promise.all([
    askGit(world, root, ['remote'], signal),
    askGit(world, root, ['config', '--get', `branch.${mainBranch}.remote`], signal),
  ])
  if (listed.exitCode !== 0) return { missing: reasonOfGit(listed) }
  const remotes = listed.stdout.split('\n').filter(Boolean)
  const remote = [tracked.stdout.trim(), 'origin'].find(name => remotes.includes(name))
  const only = remotes.length === 1 ? remotes[0] : undefined
  return remote ?? only ?? { missing: `it has ${remotes.length} remotes, and none that releases come from` }
}

/** With beta, a release counts too. */
function newestRelease(tags: readonly string[], channel: 'stable' | 'beta'): Version | null {
  const versions = tags.flatMap(tag => parseVersion(tag) ?? [])
  const offered = versions.filter(
    ({ prerelease }) => prerelease === null || (channel === 'beta' && /\bbeta\b/.test(prerelease)),
  )
  return offered.sort(compareVersions).at(-1) ?? null
}
