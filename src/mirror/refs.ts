import { compareVersions, parseVersion } from '../openclaw/version.ts'

/** Full name of a ref → the object that it points to. */
export type Refs = ReadonlyMap<string, string>

/** Where moltd keeps what upstream no longer shows; the stamp is a time. */
export const keptRoot = 'refs/moltd/kept'
/** What a moved release tag of upstream points to now; the tag itself stays with what was seen first. */
export const movedRoot = 'refs/moltd/moved'
/** A line of history that cannot go on under its own name at origin without force. */
export const sinceRoot = 'refs/moltd/since'
export const recoveryRoot = 'refs/moltd/recovery'
/** Between a fetch and the decision what it means. */
export const incomingRoot = 'refs/moltd/incoming'

/** Lines of `ls-remote` and of `for-each-ref --format='%(objectname)%09%(refname)'`. */
export function parseRefs(text: string): Refs {
  return new Map(
    text.split('\n').flatMap((line): [string, string][] => {
      const [, oid, name] = /^([0-9a-f]{40,64})\t(refs\/\S+)$/.exec(line) ?? []
      return oid === undefined || name === undefined || name.endsWith('^{}') ? [] : [[name, oid]]
    }),
  )
}

export function isWanted(name: string, patterns: readonly string[]): boolean {
  return patterns.some(pattern =>
    pattern.endsWith('*') ? name.startsWith(pattern.slice(0, -1)) : name === pattern,
  )
}

/** `refs/heads/main` below a root: `refs/moltd/kept/20261122T060003Z/heads/main`. */
export function below(root: string, stamp: string, name: string): string {
  return `${root}/${stamp}/${shortName(name)}`
}

/** The name that a ref below that root stands for, whatever its stamp; null: it does not lie there. */
export function nameStoodFor(ref: string, root: string): string | null {
  return ref.startsWith(`${root}/`) ? ref.slice(root.length + 1).replace(/^[^/]+/, 'refs') : null
}

/** Whether a ref below that root stands for this name, whatever its stamp. */
export function standsFor(ref: string, root: string, name: string): boolean {
  return nameStoodFor(ref, root) === name
}

/** `tags/v2026.9.6` */
export function shortName(name: string): string {
  return name.replace(/^refs\//, '')
}

export function isTag(name: string): boolean {
  return name.startsWith('refs/tags/')
}

/** `20261122T060003Z` */
export function stampOf(nowMs: number): string {
  return new Date(nowMs).toISOString().replace(/\.\d+/, '').replaceAll(/[-:]/g, '')
}

/** Oldest versions first, then whatever is no version: what comes first is the base of what follows. */
export function inOrder(names: readonly string[]): string[] {
  return names
    .map(name => ({ name, version: isTag(name) ? parseVersion(shortName(name)) : null }))
    .sort((a, b) => {
      if (a.version !== null && b.version !== null) return compareVersions(a.version, b.version)
      return Number(a.version === null) - Number(b.version === null) || (a.name < b.name ? -1 : 1)
    })
    .map(({ name }) => name)
}
