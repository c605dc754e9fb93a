import type { DaemonWorld } from './daemon-world.ts'
import { createPatience } from './patience.ts'

/** Tells of slots that no run came of, one at a look; what is owed is in the book, so that neither our death nor a full disk loses it. */
export function createTelling({
  book,
  clock,
  log,
  own,
}: Pick<DaemonWorld, 'book' | 'clock' | 'log' | 'own'>): (nowMs: number) => Promise<void> {
  const patience = createPatience(clock, 30 * 60_000)

  return async nowMs => {
    // A run that was ordered is known by its place in the journal: nothing else is written there before it.
    if (!patience.isOver() || book.open().some(({ state }) => state === 'launched')) return
    const entry = book.owed()
    if (entry === null) return
    const { slotMs, trigger, reason } = entry
    const failure = await own.reportUnbegun({ slotMs, trigger, reason })
    if (failure === null) {
      book.put({ ...entry, telling: 'told', changedAtMs: nowMs })
      return patience.regain()
    }
    patience.lose(failure)
    log.warn(
      { slot: new Date(slotMs).toISOString(), reason: failure },
      'nobody could be told that a run did not begin',
    )
  }
}
