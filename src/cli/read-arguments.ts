import { formatVersion, parseVersion } from '../openclaw/version.ts'
import { instantOf, sayLocalTime } from '../phases/decide/local-time.ts'
import { MoltdError } from '../ports/errors.ts'

const hourMs = 3_600_000

/** A version as npm spells it; nothing may stand around it. Errors: E_USAGE. */
export function readVersion(text: string): string {
  const version = parseVersion(text)
  if (version !== null && formatVersion(version) === text.replace(/^v/, '')) return formatVersion(version)
  throw new MoltdError(
    'E_USAGE',
    `cannot use "${text}": that is no version of OpenClaw`,
    'A version looks like 2026.9.6, 2026.2.19-2 or 2026.9.1-beta.3.',
  )
}

/** A day (its beginning), a day and a time, both by the clock on the wall, or an instant with its offset; it must be to come. Errors: E_USAGE. */
export function readUntil(text: string, timezone: string, nowMs: number): number {
  const ms = readInstant(text, timezone)
  if (ms === null)
    throw new MoltdError(
      'E_USAGE',
      `cannot use "${text}": that is no date`,
      'A date looks like 2026-12-01, "2026-12-01 08:00" or 2026-12-01T08:00:00+01:00.',
    )
  if (ms > nowMs) return ms
  throw new MoltdError(
    'E_USAGE',
    `cannot use "${text}": ${sayLocalTime(ms, timezone)} is past`,
    'Name a date to come, or none at all.',
  )
}

/** `14d`, `36h`, `2w`, in milliseconds; at most a year. Errors: E_USAGE. */
export function readSpan(text: string): number {
  const [, count, unit] = /^(\d{1,4})(h|d|w)$/.exec(text) ?? []
  const hours = { h: 1, d: 24, w: 168 }[unit ?? ''] ?? 0
  const ms = Number(count ?? 0) * hours * hourMs
  if (ms > 0 && ms <= 366 * 24 * hourMs) return ms
  throw new MoltdError(
    'E_USAGE',
    `cannot use "${text}": that is no span of time up to a year`,
    'A span looks like 14d, 36h or 2w.',
  )
}

function readInstant(text: string, timezone: string): number | null {
  const [, date, hours, minutes, rest] =
    /^(\d{4}-\d\d-\d\d)(?:[T ]([01]\d|2[0-3]):([0-5]\d)((?::[0-5]\d(?:\.\d+)?)?(?:Z|[+-]\d\d:\d\d))?)?$/.exec(
      text,
    ) ?? []
  if (date === undefined) return null
  const local = instantOf(date, Number(hours ?? 0) * 60 + Number(minutes ?? 0), timezone)
  if (local === null || rest === undefined) return local
  const ms = Date.parse(text.replace(' ', 'T'))
  return Number.isNaN(ms) ? null : ms
}
