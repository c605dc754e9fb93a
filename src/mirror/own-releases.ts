import semver from 'semver'
import type { Git } from '../ports/git.ts'
import type { OwnReleases } from '../ports/own-releases.ts'

const timeoutMs = 5_000

/** By the release tags of the repository that moltd was got from; null: it is not known. */
export function ownReleasesOf(
  git: () => Promise<Git>,
  repository: string | undefined,
  installed: string,
): OwnReleases | null {
  if (repository === undefined) return null
  return {
    installed,
    newest: async () => {
      const words = ['ls-remote', '--tags', '--refs', '--', repository]
      const answer = await (await git()).run({ repository: '/', words, timeoutMs })
      return answer.exitCode === 0 ? newestOf(answer.stdout) : null
    },
  }
}

/** The highest `v1.2.3` or `1.2.3` of what ls-remote says; other tags and prereleases are no releases. */
export function newestOf(listing: string): string | null {
  const versions = listing
    .split('\n')
    .flatMap(line => /\trefs\/tags\/v?(\d+\.\d+\.\d+)$/.exec(line)?.[1] ?? [])
    .filter(version => semver.valid(version) !== null)
  return semver.rsort(versions)[0] ?? null
}
