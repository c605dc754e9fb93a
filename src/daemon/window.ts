import type { MaintenanceWindow } from '../phases/decide/window.ts'
import type { Zone } from './zone.ts'

const dayMs = 86_400_000
const minuteMs = 60_000
const week = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat']

/** When the maintenance window is next open: now, if it is; null when it never is. As `decide` sees it, without Intl. */
export function whenOpen(window: MaintenanceWindow, zone: Zone, nowMs: number): number | null {
  const today = Math.floor(zone.wallOf(nowMs) / dayMs) * dayMs
  const [from, to] = [timeOfDay(window.from), timeOfDay(window.to)]
  const lengthMs = to > from ? to - from : to - from + dayMs
  for (let ahead = -1; ahead <= 15; ahead += 1) {
    const day = today + ahead * dayMs
    if (!window.days.includes(week[new Date(day).getUTCDay()] ?? '')) continue
    const opensMs = zone.instantOf(day + from)
    const closesMs = zone.instantOf(day + from + lengthMs)
    if (nowMs < closesMs && opensMs < closesMs) return Math.max(nowMs, opensMs)
  }
  return null
}

function timeOfDay(text: string): number {
  const [hours = 0, minutes = 0] = text.split(':').map(Number)
  return (hours * 60 + minutes) * minuteMs
}
