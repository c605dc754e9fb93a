import type { DeskNote, SlotEntry } from './slot-book.ts'

/** The daemon and its book as somebody sees them who only looks. */
export interface ScheduleWatch {
  isDaemonAtWork(): boolean
  /** What became of the last times that the schedule named, newest first; empty when the daemon has never run. */
  slots(limit: number): SlotEntry[]
  /** When it will begin its next run, by its own reckoning; null when it sees none, or has never run. */
  nextDueMs(): number | null
  /** How its desk on Discord stood when that last changed; null: it has none. */
  desk(): DeskNote | null
}
