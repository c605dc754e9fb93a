export interface QuarantinedVersion {
  version: string
  reason: string
  runId: string
  atMs: number
}

/** Versions that failed here; never tried again by themselves. On disk when a method returns. */
export interface Quarantine {
  list(): QuarantinedVersion[]
  add(entry: QuarantinedVersion): void
  /** false when it was not there. */
  release(version: string): boolean
}
