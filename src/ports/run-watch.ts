import type { Outcome } from './run.ts'

export interface WatchedRun {
  id: string
  /** null: it has not ended. */
  outcome: Outcome | null
  /** Where it is, or was when it ended. */
  phase: { name: string; startedAtMs: number } | null
}

/** The journal, the lock and the outbox as somebody sees them who only looks: cheap enough for every tick. */
export interface RunWatch {
  /** Newest row of the journal; 0 when there is none. */
  lastRow(): number
  /** The first run after that row that nobody started by hand; null when there is none. */
  automaticRunAfter(row: number): WatchedRun | null
  /** Runs without an end: at work, or cut off. Oldest first. */
  unfinishedRuns(): string[]
  /** Whether some moltd holds the run lock at this moment. */
  isLockHeld(): boolean
  /** Whether the newest run that ended found, and left, a critical vulnerability in the installed version. */
  isVulnerable(): boolean
  /** When the oldest unsaid report is due; null when all is said. */
  nextReportMs(): number | null
}
