import { sayDuration } from '../notify/words.ts'
import type { SlotEntry } from '../ports/slot-book.ts'
import type { DaemonWorld } from './daemon-world.ts'
import type { Plan } from './plan.ts'
import { dueOf, nextSlot, slotsBetween } from './schedule.ts'

/** Later than this, a run makes up for a time that was missed. */
const onTimeMs = 10 * 60_000
/** Of a longer absence only the end is looked through: one run makes up for all of it. */
const farthestBackMs = 40 * 86_400_000

/** When the next slot is due, seen from what is dealt with; null when the expression names none any more. */
export function nextDue(
  { book }: Pick<DaemonWorld, 'book'>,
  { schedule }: Plan,
  nowMs: number,
): number | null {
  const slot = nextSlot(schedule, book.watermarkMs() ?? nowMs)
  return slot === null ? null : dueOf(schedule, slot)
}

/** Writes down every slot that has come due: the newest is queued, and each one before it passes with its reason. */
export function takeSlots({ book, log }: Pick<DaemonWorld, 'book' | 'log'>, plan: Plan, nowMs: number): void {
  const { schedule } = plan
  const watermarkMs = book.watermarkMs()
  // The first start: what lies behind is nobody's debt.
  if (watermarkMs === null) {
    book.take([], nowMs)
    return
  }
  const due = slotsBetween(schedule, Math.max(watermarkMs, nowMs - farthestBackMs), nowMs).filter(
    slot => dueOf(schedule, slot) <= nowMs,
  )
  const newest = due.at(-1)
  if (newest === undefined) return
  const entries = due.filter(slot => !book.has(slot)).map(slot => judge(slot, newest, plan, nowMs))
  const overtaken = book
    .open()
    .filter(({ state }) => state === 'queued')
    .map(entry => pass(entry, `${entry.reason}, until the next one was due`, nowMs))
  book.take([...overtaken, ...entries], newest)
  for (const { slotMs, state, trigger, reason } of [...overtaken, ...entries])
    log.info({ slot: new Date(slotMs).toISOString(), state, trigger, reason }, 'slot taken')
}

/** There will be no run for it. */
export function pass(entry: SlotEntry, reason: string, nowMs: number): SlotEntry {
  return { ...entry, state: 'passed', reason, changedAtMs: nowMs }
}

function judge(slotMs: number, newest: number, { schedule, catchUp }: Plan, nowMs: number): SlotEntry {
  const lateMs = nowMs - dueOf(schedule, slotMs)
  const isLate = lateMs > onTimeMs
  const entry: SlotEntry = {
    slotMs,
    trigger: isLate ? 'catch-up' : 'schedule',
    state: 'queued',
    reason: isLate ? `it was missed by ${sayDuration(lateMs)}` : 'it is due',
    job: null,
    journalRow: null,
    launchedAtMs: null,
    runId: null,
    outcome: null,
    telling: null,
    changedAtMs: nowMs,
  }
  const missed = `missed by ${sayDuration(lateMs)}: the machine slept or was off, or moltd did not run`
  if (slotMs !== newest) return pass(entry, `${missed}; the run for a later one makes up for it`, nowMs)
  if (isLate && !catchUp) return pass(entry, `${missed}, and schedule.catchUp is off`, nowMs)
  return entry
}
