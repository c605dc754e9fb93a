import { createHash } from 'node:crypto'

const firstDelayMs = 1_000
const longestDelayMs = 30 * 60_000
const longestAskedMs = 24 * 3_600_000

/**
 * How long to wait after a failed attempt: doubling from a second to half an hour, or as long as the service asked for (a day at most).
 * Spread by up to a half, by the message itself, so that machines which failed together do not come back together.
 */
export function retryDelayMs(attempt: { key: string; number: number; askedMs: number | null }): number {
  const { key, number, askedMs } = attempt
  const doubled = Math.min(firstDelayMs * 2 ** Math.min(number - 1, 20), longestDelayMs)
  if (askedMs !== null && askedMs >= doubled) return Math.min(askedMs, longestAskedMs)
  const spread = createHash('sha256').update(`${key} ${number}`).digest().readUInt16BE() / 0xffff
  return Math.max(askedMs ?? 0, Math.round(doubled * (0.5 + spread / 2)))
}
