import type { Trigger } from '../ports/run.ts'
import type { Report } from './report.ts'

/** `0.4 s`, `42 s`, `4 min 12 s`, `3 h 5 min`, `4 days`. */
export function sayDuration(milliseconds: number): string {
  if (milliseconds < 9_950) return `${(Math.max(0, milliseconds) / 1000).toFixed(1)} s`
  const seconds = Math.round(milliseconds / 1000)
  if (seconds < 60) return `${seconds} s`
  if (seconds < 3600) return pair(seconds, 60, 'min', 's')
  const minutes = Math.round(seconds / 60)
  if (minutes < 48 * 60) return pair(minutes, 60, 'h', 'min')
  return `${Math.round(minutes / 1440)} days`
}

function pair(total: number, base: number, large: string, small: string): string {
  const rest = total % base
  return `${Math.floor(total / base)} ${large}${rest === 0 ? '' : ` ${rest} ${small}`}`
}

/** `812 bytes`, `4.2 MB`, `647 MB`; decimal units, as disks are sold. */
export function saySize(bytes: number): string {
  if (bytes < 1000) return `${bytes} bytes`
  for (const [unit, size] of [
    ['KB', 1e3],
    ['MB', 1e6],
    ['GB', 1e9],
  ] as const) {
    const value = bytes / size
    if (value < 9.95) return `${value.toFixed(1)} ${unit}`
    if (value < 999.5) return `${Math.round(value)} ${unit}`
  }
  return `${(bytes / 1e12).toFixed(1)} TB`
}

/** `2026-11-22 06:00 UTC`. */
export function sayTime(iso: string): string {
  return /^\d{4}-\d\d-\d\dT\d\d:\d\d/.test(iso) ? `${iso.slice(0, 10)} ${iso.slice(11, 16)} UTC` : iso
}

export function sayTrigger(trigger: Trigger): string {
  switch (trigger) {
    case 'manual':
      return 'by hand'
    case 'schedule':
      return 'on schedule'
    case 'catch-up':
      return 'catching up on a missed time'
    case 'discord':
      return 'from Discord'
    case 'recovery':
      return 'to end an interrupted run'
  }
}

/** What happened, in one line. The reason is `report.headline`. */
export function titleOf(report: Report): string {
  if (!report.dryRun) return title(report)
  if (report.outcome === 'updated') return `Dry run: would update ${step(report)}`
  if (report.outcome === 'untouched') return 'Dry run failed'
  const text = title(report)
  return `Dry run: ${text.slice(0, 1).toLowerCase()}${text.slice(1)}`
}

function title(report: Report): string {
  const from = report.from ?? 'the installed version'
  const to = report.to ?? 'the offered version'
  const remedies = (report.remedies ?? []).map(({ id }) => id).join(', ')
  if (remedies !== '' && report.from === report.to) return remedyTitle(report, remedies)
  switch (report.outcome) {
    case 'up-to-date':
      return report.from === null ? 'Up to date' : `Up to date on ${from}`
    case 'held':
      return `Held at ${from}`
    case 'awaiting-approval':
      return report.question?.end === null
        ? `Waits for your word: keep ${to}, or go back to ${from}?`
        : `Waits for your approval: ${step(report)}`
    case 'blocked':
      return `Blocked before ${step(report)}; nothing was touched`
    case 'updated':
      return `Updated ${step(report)}`
    case 'rolled-back':
      return wentForward(report)
        ? `Rolled back to ${from}; ${to} did not hold`
        : `Rolled back ${step(report)}`
    case 'untouched':
      return `Failed before anything was touched; still on ${from}`
    case 'stuck':
      return 'Stuck: the gateway needs you'
  }
}

/** A remedy alone brings no other version. */
function remedyTitle({ outcome, from }: Report, remedies: string): string {
  if (outcome === 'updated') return `Applied ${remedies} on ${from}`
  if (outcome === 'rolled-back') return `Took ${remedies} back; it did not help`
  return outcome === 'stuck' ? 'Stuck: the gateway needs you' : `${remedies} was not applied`
}

/** A rollback that was asked for never updates first; there `to` is the version it went back to. */
export function wentForward(report: Report): boolean {
  return report.verdict !== null || report.phases.some(phase => phase.name === 'update')
}

function step(report: Report): string {
  return report.from === null || report.to === null ? 'the update' : `${report.from} → ${report.to}`
}
