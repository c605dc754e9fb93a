import type { Outbox, OutboxEntry } from '../ports/outbox.ts'
import type { Voice } from '../ports/voice.ts'
import { keyOf } from './message-kinds.ts'

/** Older than this, a report is history: it is said, but not by itself. */
const oldMs = 12 * 3_600_000

/** How several messages become one; the newest is given whole, of the others their first line. */
export type FoldBodies = (entries: readonly OutboxEntry[]) => string

/** Puts what waited for too long into one message, so that nobody who comes back finds a page of old news. */
export function foldOld(outbox: Outbox, voices: readonly Voice[], fold: FoldBodies, nowMs: number): void {
  // What has a message already (its progress) is rewritten without a sound; what is being sent is left alone.
  const isNew = (entry: OutboxEntry) =>
    voices.every(({ place }) => (outbox.post(keyOf(entry), place)?.messageId ?? null) === null)
  const old = outbox.list(['pending']).filter(entry => nowMs - entry.enqueuedAtMs >= oldMs && isNew(entry))
  const [first, ...others] = old
  if (first === undefined || others.length === 0) return
  outbox.fold(
    first.sequence,
    others.map(({ sequence }) => sequence),
    fold(old),
    nowMs,
  )
}
