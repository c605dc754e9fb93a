/** Versions of moltd itself. */
export interface OwnReleases {
  /** The one that runs. */
  installed: string
  /** The newest release; null when that cannot be found out. Never rejects. */
  newest(): Promise<string | null>
}
