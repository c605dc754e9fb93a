import semver from 'semver'

/**
 * Does this Node satisfy an `engines.node` range? A nightly or release candidate of Node counts as what it will become
 * (`includePrerelease`), as `npm` and OpenClaw's own start-up check take it; it still does not satisfy a range that begins at
 * its release (`25.0.0-rc.1` is below `>=25`). No range admits everything; a range that cannot be read admits nothing.
 */
export function satisfiesNodeRange(nodeVersion: string, range: string | null): boolean {
  if (range === null || range.trim() === '') return true
  return semver.satisfies(nodeVersion, range, { includePrerelease: true })
}

/** The lowest Node that satisfies the range, e.g. `24.16.0`; null when there is none to name. */
export function lowestNode(range: string): string | null {
  return semver.validRange(range) === null ? null : (semver.minVersion(range)?.version ?? null)
}
