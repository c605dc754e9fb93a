import { compareVersions, formatVersion, isPrerelease, parseVersion } from '../openclaw/version.ts'
import type { ChangeDigest, Changelogs } from '../ports/change-digest.ts'
import type { PackageSource } from '../ports/package-source.ts'
import { digestChangelog, reachesBackTo } from './changelog.ts'

const packageName = 'openclaw'
const file = 'CHANGELOG.md'
const maxBytes = 4 * 1024 * 1024
/** Older packages carry the whole changelog, newer ones their own part: so many of those are asked for theirs. */
const mostPackages = 8

/** Changelogs out of the packages themselves: the candidate's, and those of the versions between where it does not go back far enough. */
export function changelogsOfPackages(
  packages: Pick<PackageSource, 'versions' | 'readPackedText'>,
): Changelogs {
  const read = (version: string, signal: AbortSignal) =>
    packages.readPackedText(packageName, version, file, { maxBytes, signal })

  return {
    async digest(from, to, signal): Promise<ChangeDigest | null> {
      const own = await read(to, signal)
      if (own === null) return null
      if (reachesBackTo(own, from)) return digestChangelog(own, from, to)
      const between = versionsBetween(await packages.versions(packageName), from, to)
      // One that is missing leaves a gap, which the list of versions shows; the others are told all the same.
      const others = await Promise.all(
        between.slice(0, mostPackages).map(version => read(version, signal).catch(() => null)),
      )
      return digestChangelog([own, ...others].join('\n'), from, to)
    },
  }
}

/** Releases strictly between the two, newest first. */
function versionsBetween(all: readonly string[], from: string, to: string): string[] {
  const [oldest, newest] = [parseVersion(from), parseVersion(to)]
  if (oldest === null || newest === null) return []
  return all
    .flatMap(text => parseVersion(text) ?? [])
    .filter(version => !isPrerelease(version))
    .filter(version => compareVersions(version, oldest) > 0 && compareVersions(version, newest) < 0)
    .sort((a, b) => compareVersions(b, a))
    .map(formatVersion)
}
