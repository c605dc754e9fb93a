import semver from 'semver'

/**
 * An OpenClaw version, `YYYY.M.PATCH[-N | -beta.N]`. `-N` is a later revision of a release (npm would call it a
 * prerelease); `-alpha`, `-beta` and `-rc` come before it.
 */
export interface Version {
  release: readonly [year: number, month: number, patch: number]
  /** Dot-separated, e.g. `beta.3`; null for a release. */
  prerelease: string | null
  /** 0 for the release itself. */
  revision: number
}

const part = '(0|[1-9]\\d{0,8})'
const pattern = new RegExp(
  `(?<![\\w.])v?${part}\\.${part}\\.${part}(?:-(?:${part}|([a-z]+(?:[.-]?\\d+)?(?:\\.[a-z0-9]+)*)))?(?:\\+[\\w.-]+)?(?![\\w-]|\\.\\w)`,
  'i',
)

/** Reads the first version in a text: `2026.9.4`, `v2026.9.1-beta.3`, `OpenClaw 2026.9.4 (3a9d69d)`; null when there is none. */
export function parseVersion(text: string): Version | null {
  const match = pattern.exec(text)
  if (!match) return null
  const [, year, month, patch, revision, prerelease] = match
  const version: Version = {
    release: [Number(year), Number(month), Number(patch)],
    prerelease: prerelease?.toLowerCase() ?? null,
    revision: Number(revision ?? 0),
  }
  return semver.valid(formatVersion(version)) === null ? null : version
}

/** Negative when `a` is older than `b`, 0 when they are the same, positive when it is newer: a total order. */
export function compareVersions(a: Version, b: Version): number {
  return semver.compare(withoutRevision(a), withoutRevision(b)) || Math.sign(a.revision - b.revision)
}

/** As npm spells it, without `v` or build metadata. */
export function formatVersion(version: Version): string {
  if (version.prerelease !== null) return withoutRevision(version)
  return version.revision === 0 ? withoutRevision(version) : `${withoutRevision(version)}-${version.revision}`
}

export function isPrerelease(version: Version): boolean {
  return version.prerelease !== null
}

function withoutRevision({ release, prerelease }: Version): string {
  return prerelease === null ? release.join('.') : `${release.join('.')}-${prerelease}`
}
