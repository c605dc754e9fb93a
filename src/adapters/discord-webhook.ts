import { z } from 'zod'
import { reasonOf } from '../ports/errors.ts'
import type { Voice, VoiceAnswer } from '../ports/voice.ts'
import { requestOnce } from './discord-request.ts'
import { parseWebhookUrl, type WebhookAddress } from './discord-webhook-url.ts'

/**
 * Says messages through a Discord webhook. One request per message: how often and when to try again is the outbox's to decide.
 * The URL comes from a file or the environment, never from argv; nothing that leaves here holds its token. Errors: E_WEBHOOK_URL.
 */
export function createDiscordWebhook(options: {
  url: string
  environment: Readonly<Record<string, string | undefined>>
}): Voice {
  const address = parseWebhookUrl(options.url)
  return {
    name: 'Discord',
    say: async (message, signal) => {
      try {
        await post(address, JSON.parse(message), signal, options.environment)
        return { kind: 'delivered' }
      } catch (error) {
        return hideToken(answerOf(error, signal), address.token)
      }
    },
  }
}

/** discord.js costs half a second and 50 MB: it is loaded when there is something to say. */
async function post(
  { apiBase, id, token, threadId }: WebhookAddress,
  body: unknown,
  signal: AbortSignal,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<void> {
  const { REST, Routes } = await import('discord.js')
  const rest = new REST({
    api: apiBase,
    retries: 0,
    rejectOnRateLimit: () => true,
    timeout: 60_000, // the caller's signal ends it long before
    hashSweepInterval: 0,
    handlerSweepInterval: 0,
    makeRequest: (url, init) => requestOnce(url, init, signal, environment),
  })
  const query = new URLSearchParams({ wait: 'true', ...(threadId === null ? {} : { thread_id: threadId }) })
  signal.throwIfAborted()
  const answer = await rest.post(Routes.webhook(id, token), { auth: false, body, query, signal })
  if (!createdMessage.safeParse(answer).success) throw new Error('it was not Discord that answered')
}

/** What Discord answers with `wait`; the page of a captive portal is no delivery. */
const createdMessage = z.object({ id: z.string() })

const rateLimit = z.object({ name: z.string().startsWith('RateLimitError'), retryAfter: z.number() })
/** Discord's own refusals carry its code; a proxy's or a portal's page has none, and is not the last word. */
const refusal = z.object({ status: z.number(), message: z.string(), code: z.number() })
const failure = z.object({ status: z.number() })

/** discord.js's errors carry the whole URL; only their numbers and words are taken. */
function answerOf(error: unknown, signal: AbortSignal): VoiceAnswer {
  const limited = rateLimit.safeParse(error)
  if (limited.success) {
    const afterMs = Math.max(0, limited.data.retryAfter)
    return { kind: 'retry-later', afterMs, reason: 'Discord asks to wait (429)' }
  }
  const refused = refusal.safeParse(error)
  if (refused.success) return { kind: 'permanent', reason: refusalText(refused.data) }
  const failed = failure.safeParse(error)
  const reason = failed.success
    ? `answer ${failed.data.status}`
    : signal.aborted
      ? reasonOf(signal.reason)
      : networkReason(error)
  return { kind: 'retry-later', afterMs: null, reason: `Discord cannot be reached: ${reason}` }
}

function refusalText({ status, message }: z.infer<typeof refusal>): string {
  return status === 401 || status === 403 || status === 404
    ? `Discord does not know the webhook (${status}: ${message})`
    : `Discord refuses the message (${status}: ${message})`
}

function networkReason(error: unknown): string {
  return error instanceof AggregateError && error.message === ''
    ? error.errors.map(reasonOf).join('; ')
    : reasonOf(error)
}

function hideToken(answer: VoiceAnswer, token: string): VoiceAnswer {
  return answer.kind === 'delivered'
    ? answer
    : { ...answer, reason: answer.reason.replaceAll(token, '[token]') }
}
