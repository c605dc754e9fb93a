import type { REST } from 'discord.js'
import { z } from 'zod'
import { reasonOf } from '../ports/errors.ts'
import type { VoiceAnswer } from '../ports/voice.ts'
import { requestOnce } from './discord-request.ts'

export interface RestOptions {
  /** `https://discord.com/api` */
  apiBase: string
  environment: Readonly<Record<string, string | undefined>>
  signal: AbortSignal
  /** Of a bot; absent where the address itself is the secret. */
  token?: string
}

/**
 * One conversation with Discord's HTTP interface. No retries here: how often and when to try again is the outbox's to decide.
 * discord.js costs half a second and 50 MB: it is loaded when there is something to say.
 */
export async function openRest({ apiBase, environment, signal, token }: RestOptions): Promise<REST> {
  const { REST } = await import('discord.js')
  const rest = new REST({
    api: apiBase,
    retries: 0,
    rejectOnRateLimit: () => true,
    timeout: 60_000, // the caller's signal ends it long before
    hashSweepInterval: 0,
    handlerSweepInterval: 0,
    makeRequest: (url, init) => requestOnce(url, init, signal, environment),
  })
  return token === undefined ? rest : rest.setToken(token)
}

const rateLimit = z.object({ name: z.string().startsWith('RateLimitError'), retryAfter: z.number() })
/** Discord's own refusals carry its code; a proxy's or a portal's page has none, and is not the last word. */
const refusal = z.object({ status: z.number(), message: z.string(), code: z.number() })
const failure = z.object({ status: z.number() })

/** The message that was to be rewritten is gone: somebody deleted it. */
export function isUnknownMessage(error: unknown): boolean {
  return refusal.safeParse(error).data?.code === 10_008
}

/** discord.js's errors carry the whole URL; only their numbers and words are taken. */
export function answerOf(
  error: unknown,
  signal: AbortSignal,
  shut: (status: number, message: string) => string,
): Exclude<VoiceAnswer, { kind: 'delivered' }> {
  const limited = rateLimit.safeParse(error)
  if (limited.success) {
    const afterMs = Math.max(0, limited.data.retryAfter)
    return { kind: 'retry-later', afterMs, reason: 'Discord asks to wait (429)' }
  }
  const refused = refusal.safeParse(error)
  if (refused.success) {
    const { status, message } = refused.data
    return [401, 403, 404].includes(status)
      ? { kind: 'closed', reason: shut(status, message) }
      : { kind: 'permanent', reason: `Discord refuses the message (${status}: ${message})` }
  }
  const failed = failure.safeParse(error)
  const reason = failed.success
    ? `answer ${failed.data.status}`
    : signal.aborted
      ? reasonOf(signal.reason)
      : networkReason(error)
  return { kind: 'retry-later', afterMs: null, reason: `Discord cannot be reached: ${reason}` }
}

export function hideToken(answer: VoiceAnswer, token: string): VoiceAnswer {
  return answer.kind === 'delivered'
    ? answer
    : { ...answer, reason: answer.reason.replaceAll(token, '[token]') }
}

function networkReason(error: unknown): string {
  return error instanceof AggregateError && error.message === ''
    ? error.errors.map(reasonOf).join('; ')
    : reasonOf(error)
}
