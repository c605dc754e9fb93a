const minuteMs = 60_000

/** What a clock on the wall shows. */
export interface LocalTime {
  /** `2026-11-24` */
  date: string
  /** `mon` … `sun` */
  weekday: string
  minuteOfDay: number
}

/** Reads the wall clocks of one time zone. */
export type WallClock = (ms: number) => LocalTime

/** The same in summer and in winter. */
export function wallClock(timezone: string): WallClock {
  const format = new Intl.DateTimeFormat('en-GB', {
    timeZone: timezone,
    hourCycle: 'h23',
    weekday: 'short',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
  })
  return ms => {
    const parts = new Map(format.formatToParts(ms).map(({ type, value }) => [type, value]))
    return {
      date: `${parts.get('year')}-${parts.get('month')}-${parts.get('day')}`,
      weekday: parts.get('weekday')?.toLowerCase() ?? '',
      minuteOfDay: Number(parts.get('hour')) * 60 + Number(parts.get('minute')),
    }
  }
}

/** `2026-11-24 06:00 Europe/Berlin`; rounded up, so that what is said to have happened by then has. */
export function sayLocalTime(ms: number, timezone: string): string {
  const { date, minuteOfDay } = wallClock(timezone)(Math.ceil(ms / minuteMs) * minuteMs)
  return `${date} ${sayMinute(minuteOfDay)} ${timezone}`
}

/** `06:00` */
export function sayMinute(minuteOfDay: number): string {
  return [Math.floor(minuteOfDay / 60), minuteOfDay % 60].map(part => String(part).padStart(2, '0')).join(':')
}

/**
 * When the clock on the wall shows this; the second time of one that exists twice, and for one that is left out in spring the first
 * after it. null when there is no such date.
 */
export function instantOf(date: string, minuteOfDay: number, timezone: string): number | null {
  const asUtc = Date.parse(`${date}T00:00:00Z`) + minuteOfDay * minuteMs
  if (Number.isNaN(asUtc) || wallClock('UTC')(asUtc - minuteOfDay * minuteMs).date !== date) return null
  const read = wallClock(timezone)
  const shown = (ms: number) => {
    const local = read(ms)
    return Date.parse(`${local.date}T00:00:00Z`) + local.minuteOfDay * minuteMs
  }
  // The offsets a day before and a day after are the only ones that can hold in between.
  const offsets = [asUtc - 86_400_000, asUtc + 86_400_000].map(ms => shown(ms) - ms)
  const candidates = offsets.map(offset => asUtc - offset)
  const exact = candidates.filter(ms => shown(ms) === asUtc)
  return exact.length > 0 ? Math.max(...exact) : Math.max(...candidates)
}
