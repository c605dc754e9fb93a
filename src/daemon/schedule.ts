import { createHash } from 'node:crypto'
import type { CronPattern } from '../ports/cron.ts'
import type { Zone } from './zone.ts'

const minuteMs = 60_000
const dayMs = 86_400_000
/** A day that comes only every eighth year: 29 February around a turn of the century. */
const farthestDays = 9 * 366

export interface Schedule {
  pattern: CronPattern
  zone: Zone
  /** A slot is due up to so much later than it says. */
  jitterMs: number
  /** What spreads the machines of the world; the same for ever on one of them. */
  seed: string
}

/** The slots after one instant and up to another, ascending. A time that does not exist is the moment that skips it; one that exists twice counts once. */
export function slotsBetween(schedule: Schedule, afterMs: number, untilMs: number): number[] {
  const { zone } = schedule
  const first = startOfDay(zone.wallOf(afterMs)) - dayMs
  const last = startOfDay(zone.wallOf(untilMs)) + dayMs
  const slots = new Set<number>()
  for (let day = first; day <= last; day += dayMs)
    for (const slot of slotsOfDay(schedule, day)) if (slot > afterMs && slot <= untilMs) slots.add(slot)
  return [...slots].sort((one, other) => one - other)
}

/** The first slot after an instant; null when the expression names none in years. */
export function nextSlot(schedule: Schedule, afterMs: number): number | null {
  const today = startOfDay(schedule.zone.wallOf(afterMs))
  // A day whose midnight is skipped may have its slots on the next: look at the day before as well.
  for (let ahead = -1; ahead < farthestDays; ahead += 1) {
    const later = slotsOfDay(schedule, today + ahead * dayMs).filter(slot => slot > afterMs)
    if (later.length > 0) return Math.min(...later)
  }
  return null
}

/** When a slot is due: with its jitter, which never reaches half-way to the next. */
export function dueOf(schedule: Schedule, slotMs: number): number {
  if (schedule.jitterMs === 0) return slotMs
  const next = nextSlot(schedule, slotMs) ?? slotMs + dayMs
  const most = Math.min(schedule.jitterMs, (next - slotMs) / 2)
  const spread = createHash('sha256').update(`${schedule.seed} ${slotMs}`).digest().readUInt32BE() / 2 ** 32
  return slotMs + Math.floor(spread * most)
}

function slotsOfDay({ pattern, zone }: Schedule, day: number): number[] {
  const date = new Date(day)
  if (!pattern.isDay(date.getUTCFullYear(), date.getUTCMonth() + 1, date.getUTCDate())) return []
  return pattern.hours.flatMap(hour =>
    pattern.minutes.map(minute => zone.instantOf(day + (hour * 60 + minute) * minuteMs)),
  )
}

function startOfDay(wallMs: number): number {
  return Math.floor(wallMs / dayMs) * dayMs
}
