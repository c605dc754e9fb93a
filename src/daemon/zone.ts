import type { WallClock } from '../phases/decide/local-time.ts'
import type { TimeZones } from '../ports/time-zones.ts'

/** A time zone: from instants to wall clock time and back. Wall time is told as the milliseconds it would be in UTC. */
export interface Zone {
  name: string
  wallOf(instantMs: number): number
  /** A time that exists twice: the first; one that does not exist: the instant at which the clocks skip it. */
  instantOf(wallMs: number): number
}

const dayMs = 86_400_000
const week = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat']

export function openZone(zones: TimeZones, name: string): Zone {
  const offsetAt = (instantMs: number) => zones.offsetMs(name, instantMs)
  const wallOf = (instantMs: number) => instantMs + offsetAt(instantMs)

  function instantOf(wallMs: number): number {
    const before = offsetAt(wallMs - dayMs)
    const after = offsetAt(wallMs + dayMs)
    if (before === after) return wallMs - before
    const real = [wallMs - before, wallMs - after].filter(instant => wallOf(instant) === wallMs)
    return real.length > 0 ? Math.min(...real) : findSkip(wallMs - after, wallMs - before)
  }

  /** The instant between the two from which on the later offset counts. */
  function findSkip(earlyMs: number, lateMs: number): number {
    const later = offsetAt(lateMs)
    let [low, high] = [earlyMs, lateMs]
    while (high - low > 1000) {
      const middle = Math.floor((low + high) / 2000) * 1000
      if (offsetAt(middle) === later) high = middle
      else low = middle
    }
    return high
  }

  return { name, wallOf, instantOf }
}

/** What `decide` reads by Intl, without it. */
export function wallClockOf(zone: Zone): WallClock {
  return ms => {
    const wall = new Date(zone.wallOf(ms))
    return {
      date: wall.toISOString().slice(0, 10),
      weekday: week[wall.getUTCDay()] ?? '',
      minuteOfDay: wall.getUTCHours() * 60 + wall.getUTCMinutes(),
    }
  }
}
