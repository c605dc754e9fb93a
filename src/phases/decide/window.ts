import type { LocalTime, WallClock } from './local-time.ts'

/** When automatic updates may happen; see `schedule.window` in the config. */
export interface MaintenanceWindow {
  days: readonly string[]
  /** `22:00` */
  from: string
  /** `04:00`; not later than `from`: on the next day. */
  to: string
}

const minuteMs = 60_000
/** Time zones change their offset on a quarter of an hour only. */
const quarterMs = 15 * minuteMs
/** Two weeks: a weekly window may fall into the hour that spring leaves out. */
const horizonMs = 15 * 86_400_000
const week = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun']

export function isOpen(window: MaintenanceWindow, ms: number, read: WallClock): boolean {
  return contains(window, read(ms))
}

/** The first minute from now on at which the window is open, now itself when it is; null when it never is. */
export function nextOpening(window: MaintenanceWindow, nowMs: number, read: WallClock): number | null {
  if (window.days.length === 0) return null
  if (isOpen(window, nowMs, read)) return nowMs
  for (
    let quarter = Math.floor(nowMs / quarterMs) * quarterMs;
    quarter < nowMs + horizonMs;
    quarter += quarterMs
  ) {
    const { minuteOfDay, ...day } = read(quarter)
    for (let minute = 0; minute < quarterMs / minuteMs; minute += 1) {
      const ms = quarter + minute * minuteMs
      if (ms > nowMs && contains(window, { ...day, minuteOfDay: minuteOfDay + minute })) return ms
    }
  }
  return null
}

function contains({ days, from, to }: MaintenanceWindow, { weekday, minuteOfDay }: LocalTime): boolean {
  const [opens, closes] = [minuteOf(from), minuteOf(to)]
  const dayBefore = week[(week.indexOf(weekday) + 6) % 7] ?? ''
  if (opens < closes) return days.includes(weekday) && minuteOfDay >= opens && minuteOfDay < closes
  return (
    (days.includes(weekday) && minuteOfDay >= opens) || (days.includes(dayBefore) && minuteOfDay < closes)
  )
}

function minuteOf(time: string): number {
  const [hours, minutes] = time.split(':').map(Number)
  return (hours ?? 0) * 60 + (minutes ?? 0)
}
