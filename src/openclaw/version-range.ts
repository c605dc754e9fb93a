import { compareVersions, formatVersion, parseVersion, type Version } from './version.ts'

/** Any of these, each of which asks for all of its comparators. */
export type VersionRange = readonly (readonly Comparator[])[]

interface Comparator {
  operator: string
  /** A whole version, or the beginning of one: `2026.9.x` is [2026, 9]. */
  bound: Version | readonly number[]
}

/**
 * Reads `2026.9.4` (exactly that), `2026.9.x` or `2026.9` (all of that month), `>=2026.9.4 <2026.10` (both), `2026.8.x || 2026.9.6` (either);
 * null when it is no range. Unlike in npm's ranges, betas and revisions count like any other version.
 */
export function parseVersionRange(text: string): VersionRange | null {
  const range = text.split('||').map(part =>
    part
      .replace(/([<>=])\s+/g, '$1')
      .split(/\s+/)
      .filter(word => word !== '')
      .map(parseComparator),
  )
  const isWhole = range.every(part => part.length > 0 && part.every(comparator => comparator !== null))
  return isWhole ? range.map(part => part.filter(comparator => comparator !== null)) : null
}

export function isInRange(version: Version, range: VersionRange): boolean {
  return range.some(part => part.every(comparator => fits(version, comparator)))
}

function parseComparator(word: string): Comparator | null {
  const match = /^(<=|>=|<|>|=)?v?(\d.*)$/.exec(word)
  if (match === null) return null
  const [, operator = '=', body = ''] = match
  const version = parseVersion(body)
  if (version !== null && formatVersion(version) === body) return { operator, bound: version }
  const beginning = /^(\d{1,9})(?:\.(\d{1,9}))?(?:\.[x*]){0,2}$/.exec(body)
  if (beginning === null || body.split('.').length > 3) return null
  return { operator, bound: beginning.slice(1).flatMap(part => (part === undefined ? [] : [Number(part)])) }
}

function fits(version: Version, { operator, bound }: Comparator): boolean {
  const order = 'release' in bound ? compareVersions(version, bound) : compareBeginning(version, bound)
  switch (operator) {
    case '<':
      return order < 0
    case '<=':
      return order <= 0
    case '>':
      return order > 0
    case '>=':
      return order >= 0
    default:
      return order === 0
  }
}

/** 0 when the version begins so. */
function compareBeginning({ release }: Version, beginning: readonly number[]): number {
  for (const [index, part] of beginning.entries()) {
    const difference = (release[index] ?? 0) - part
    if (difference !== 0) return difference
  }
  return 0
}
