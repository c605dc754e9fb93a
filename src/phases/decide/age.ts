import { parseVersion } from '../../openclaw/version.ts'

/** A month's first versions may come out a little before it. */
const earlinessMs = 7 * 86_400_000

/**
 * Since when a version is known to exist, and who says so; null when nobody can say.
 *
 * | moltd first saw it | the registry says | counts from |
 * |---|---|---|
 * | then | nothing, a time to come, or one before the version's own month | when moltd first saw it |
 * | then | a plausible time | the earlier of the two |
 * | never, for the clock cannot be right | anything | unknown |
 *
 * Being seen is proof; the registry's word is taken where it can be true. Both are judged by our clock, so a clock that
 * stands before the version's own month proves nothing.
 */
export function existsSince(known: {
  version: string
  nowMs: number
  firstSeenMs: number | null
  publishedMs: number | null
}): { ms: number; source: 'registry' | 'here' } | null {
  const { firstSeenMs, publishedMs } = known
  const isPossible = (ms: number | null) => ms !== null && isPlausible(known.version, ms, known.nowMs)
  const seen = isPossible(firstSeenMs) ? firstSeenMs : null
  const published = isPossible(publishedMs) ? publishedMs : null
  if (published !== null && (seen === null || published < seen)) return { ms: published, source: 'registry' }
  return seen === null ? null : { ms: seen, source: 'here' }
}

/** When moltd first saw a version, given what it remembers; a memory that cannot be true begins anew, null when the clock cannot be right. */
export function firstSight(version: string, rememberedMs: number | null, nowMs: number): number | null {
  if (rememberedMs !== null && isPlausible(version, rememberedMs, nowMs)) return rememberedMs
  return isPlausible(version, nowMs, nowMs) ? nowMs : null
}

/** Versions are dates, `YYYY.M.PATCH`: none exists long before its month, and none is from the future. */
function isPlausible(version: string, ms: number, nowMs: number): boolean {
  const [year, month] = parseVersion(version)?.release ?? []
  if (year === undefined || month === undefined) return false
  return ms <= nowMs && ms >= Date.UTC(year, month - 1) - earlinessMs
}
