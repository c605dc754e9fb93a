/** What the versions between the installed one and the candidate change: plain lines, short enough for every reader. */
export interface ChangeDigest {
  /** Versions that are told of, newest first; never the installed one. */
  versions: readonly string[]
  /** What may need a person's hand after the update. */
  breaking: readonly string[]
  security: readonly string[]
  notable: readonly string[]
  /** Entries that did not fit or were not worth a line. */
  omitted: number
  /** Where all of it can be read; null when nobody knows. */
  url: string | null
}

/** Who can tell what an update brings. */
export interface Changelogs {
  /** Newer than `from` up to and with `to`; null when nothing is known. Rejects when the sources cannot be asked. */
  digest(from: string, to: string, signal: AbortSignal): Promise<ChangeDigest | null>
}
