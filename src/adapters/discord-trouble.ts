import { reasonOf } from '../ports/errors.ts'

/** What is to be said of a request to Discord that failed. */
export type DiscordTrouble =
  | { kind: 'refused'; status: number; code: number; words: string }
  | { kind: 'wait'; afterMs: number }
  /** Nobody knows whether Discord has heard it. */
  | { kind: 'unheard'; words: string }

/** discord.js's errors carry the whole address, which may hold a token: only their numbers and words are taken. By hand: zod would cost the daemon megabytes. */
export function troubleOf(error: unknown): DiscordTrouble {
  if (!(error instanceof Error)) return { kind: 'unheard', words: reasonOf(error) }
  if ('retryAfter' in error && typeof error.retryAfter === 'number')
    return { kind: 'wait', afterMs: Math.max(0, error.retryAfter) }
  if ('status' in error && typeof error.status === 'number') {
    const { status, message } = error
    return 'code' in error && typeof error.code === 'number'
      ? { kind: 'refused', status, code: error.code, words: `${status}: ${message.replaceAll('\n', '; ')}` }
      : { kind: 'unheard', words: `answer ${status}` }
  }
  const isBundle = error instanceof AggregateError && error.message === ''
  return { kind: 'unheard', words: isBundle ? error.errors.map(reasonOf).join('; ') : reasonOf(error) }
}

export function sayTrouble(trouble: DiscordTrouble): string {
  if (trouble.kind === 'refused') return `Discord refuses (${trouble.words})`
  if (trouble.kind === 'wait') return 'Discord asks to wait (429)'
  return `Discord cannot be reached: ${trouble.words}`
}
