import type { WaySettings } from '../../../src/phases/way.ts'

/** Patience as short as a stand-in needs it, in the seconds of the hurried clock. */
export const shortPatience = {
  drivers: ['update-run'],
  // Most scenarios are about what comes after it; it has its own.
  rehearsal: null,
  soakMs: 10_000,
  // Each look costs real time, and other tests keep the machine busy.
  settleMs: 120_000,
  readyBudgetMs: 60_000,
  idleLimitMs: 300_000,
  deadlineMs: 900_000,
  checkTimeoutMs: 10_000,
  inconclusive: { waitMs: 0, otherwise: 'rollback' },
} satisfies Partial<WaySettings>
