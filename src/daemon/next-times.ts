import { wallClock } from '../phases/decide/local-time.ts'
import type { CronPattern } from '../ports/cron.ts'
import type { Schedule } from '../ports/schedule.ts'
import { nextSlot } from './schedule.ts'
import { openZone, type Zone } from './zone.ts'

const minuteMs = 60_000

/** The slots of a schedule, one after the other, without jitter. For commands: the zone is read by Intl, which leaves the process as it is. */
export function nextTimesOf(pattern: CronPattern, timezone: string): Schedule {
  const schedule = { pattern, zone: zoneByIntl(timezone), jitterMs: 0, seed: '' }
  return {
    nextTimes(fromMs, count) {
      const times: number[] = []
      let slot = nextSlot(schedule, fromMs)
      while (slot !== null && times.length < count) {
        times.push(slot)
        slot = nextSlot(schedule, slot)
      }
      return times
    },
  }
}

function zoneByIntl(timezone: string): Zone {
  const read = wallClock(timezone)
  const offsetMs = (_: string, instantMs: number) => {
    const { date, minuteOfDay } = read(instantMs)
    const wallMs = Date.parse(`${date}T00:00:00Z`) + minuteOfDay * minuteMs
    return wallMs - Math.floor(instantMs / minuteMs) * minuteMs
  }
  return openZone({ own: () => timezone, offsetMs }, timezone)
}
