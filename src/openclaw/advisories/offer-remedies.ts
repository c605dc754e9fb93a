import { type Remedy, remedies } from './remedies.ts'
import { valueAt } from './value-at.ts'

/** A remedy as it would be applied here: plain data, for reports and for a person. */
export interface RemedyOffer {
  id: string
  title: string
  reason: string
  /** The exact change, one line a key: `gateway.bind: tailnet → loopback`. */
  changes: readonly string[]
  /** The config is as the remedy would have it. */
  isDone: boolean
  cures: readonly string[]
}

/** What each remedy would change now. The keys that remedies set hold no secrets. */
export function offerRemedies(config: unknown, gateway: { port: number }): RemedyOffer[] {
  return remedies.map(remedy => offer(remedy, config, gateway))
}

function offer(remedy: Remedy, config: unknown, gateway: { port: number }): RemedyOffer {
  const changes = remedy
    .changes(gateway)
    .map(({ path, value }) => ({ path, value, now: valueAt(config, path) }))
  const { id, title, reason, cures } = remedy
  return {
    id,
    title,
    reason,
    changes: [
      ...changes.map(({ path, value, now }) => `${path}: ${say(now)} → ${say(value)}`),
      'restart the gateway',
    ],
    isDone: changes.length > 0 && changes.every(({ value, now }) => say(now) === say(value)),
    cures,
  }
}

function say(value: unknown): string {
  if (value === undefined) return 'not set'
  return typeof value === 'string' ? value : JSON.stringify(value)
}
