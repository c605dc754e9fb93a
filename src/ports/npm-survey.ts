/** What npm on this machine is told to do when it installs. */
export interface NpmRules {
  /** Without credentials. */
  registry: string
  ignoreScripts: boolean
  /** Versions younger than this are invisible to npm, in milliseconds since the epoch; null: none is (`before`, `min-release-age`). */
  beforeMs: number | null
}

/** What could keep npm from installing an update; asked by people, not by runs. */
export interface NpmSurvey {
  rules(): Promise<NpmRules>
  /** The registry's own clock, as its answer states it; null when it does not answer or does not say. */
  registryTimeMs(timeoutMs: number): Promise<number | null>
}
