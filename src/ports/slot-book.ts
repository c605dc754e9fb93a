import type { DeskState } from './desk.ts'
import type { Outcome } from './run.ts'

/**
 * `queued`: it waits, for the reason given. `launched`: its run was ordered; written before it is. `ended`: its run is over.
 * `passed`: there will be no run for it, for the reason given.
 */
export type SlotState = 'queued' | 'launched' | 'ended' | 'passed'

/** A moment that the schedule names, and what became of it. */
export interface SlotEntry {
  /** The instant that the expression names, before jitter: its identity. */
  slotMs: number
  trigger: 'schedule' | 'catch-up'
  state: SlotState
  /** One sentence: why it waits, why it passed, or how its run ended. */
  reason: string
  /** Name of the job that runs it; null before it is launched. */
  job: string | null
  /** Newest row of the journal when it was launched: its run comes after. */
  journalRow: number | null
  launchedAtMs: number | null
  runId: string | null
  outcome: Outcome | null
  /** Whether somebody must hear that no run came of it; null: nothing is amiss. Written before it is said. */
  telling: 'owed' | 'told' | null
  changedAtMs: number
}

/** How the desk stands, and since when. */
export interface DeskNote {
  state: DeskState
  sinceMs: number
}

/** How often a run that was cut off has been brought to recovery, and when it may be again. */
export interface RecoveryTries {
  tries: number
  nextTryMs: number
}

/** What the daemon must remember over its own death; every write is synced when its method returns. Bounded. Errors: E_SLOT_BOOK. */
export interface SlotBook {
  /** A random text of this machine, the same for ever: what jitter is made from. */
  seed(): string
  /** Slots up to here are dealt with; null before the first start. */
  watermarkMs(): number | null
  /** The last time of day that was written down. */
  lastSeenMs(): number | null
  see(nowMs: number): void
  /** When the next run is due, for those who look; writes only what has changed. null: none is. */
  foresee(dueMs: number | null): void
  /** Writes entries and moves the watermark, both or neither. */
  take(entries: readonly SlotEntry[], watermarkMs: number): void
  put(entry: SlotEntry): void
  /** Queued and launched ones, oldest first. */
  open(): SlotEntry[]
  /** Oldest one that somebody must hear of; null: none. */
  owed(): SlotEntry | null
  has(slotMs: number): boolean
  /** Newest first. */
  list(limit: number): SlotEntry[]
  /** The clock was wrong: forgets what was settled for slots after this time, and dates the watermark back. How many. */
  strikeAfter(slotMs: number, watermarkMs: number): number
  recoveryTries(runId: string): RecoveryTries
  countRecovery(runId: string, tries: RecoveryTries): void
  /** How the desk stands, for those who look. null: there is none. */
  noteDesk(note: DeskNote | null): void
}
