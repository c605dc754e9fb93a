/** What the source mirror has to say in the report of a run. */
export interface MirrorReport {
  /** What upstream changed or took away after the fact, one sentence each: a person should know. */
  alarms: readonly string[]
  /** What did not work and is tried again by itself. */
  troubles: readonly string[]
  /** How things stand, in one sentence. */
  summary: string
}
