import type { Approvals } from './approvals.ts'

/** Automatic runs update nothing meanwhile. */
export interface Hold {
  /** null: until a person ends it. */
  untilMs: number | null
  reason: string | null
  sinceMs: number
}

/** What a person ordered; it counts until they take it back. */
export interface StandingOrders {
  hold: Hold | null
  /** A range of versions, as `parseVersionRange` reads it; nothing outside of it is taken. */
  pin: string | null
  skipped: readonly string[]
  /** Rollbacks before this time no longer count against automatic runs; null: all count. */
  breakerResetMs: number | null
}

/** What policy must not forget, on disk when a method returns. Those that change say whether they did. */
export interface PolicyMemory extends Approvals {
  orders(): StandingOrders
  setHold(hold: Hold | null): boolean
  setPin(range: string | null): boolean
  skip(version: string, atMs: number): boolean
  unskip(version: string): boolean
  resetBreaker(atMs: number): void
  /** When moltd first saw something: `version 2026.9.6`, `advisory GHSA-…`; null: not yet. */
  firstSeenMs(subject: string): number | null
  rememberFirstSeen(subject: string, atMs: number): void
  /** The highest version that this unit was ever seen to serve; null: none yet. */
  highestServed(unit: string): string | null
  rememberHighestServed(unit: string, version: string): void
}
