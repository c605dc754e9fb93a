import { z } from 'zod'
import type { Saying, Voice, VoiceAnswer } from '../ports/voice.ts'
import { answerOf, hideToken, isUnknownMessage, openRest } from './discord-rest.ts'
import { parseWebhookUrl, type WebhookAddress } from './discord-webhook-url.ts'

type Environment = Readonly<Record<string, string | undefined>>

/**
 * Says messages through a Discord webhook. A webhook takes no nonce and cannot look what it has said: a message of which nobody knows
 * whether it arrived is said again. The URL comes from a file or the environment, never from argv; nothing that leaves here holds its
 * token. Errors: E_WEBHOOK_URL.
 */
export function createDiscordWebhook(options: { url: string; environment: Environment }): Voice {
  const address = parseWebhookUrl(options.url)
  return {
    name: 'Discord',
    place: `webhook ${address.id}${address.threadId === null ? '' : ` ${address.threadId}`}`,
    say: async (saying, signal): Promise<VoiceAnswer> => {
      try {
        return { kind: 'delivered', messageId: await send(address, saying, signal, options.environment) }
      } catch (error) {
        return hideToken(answerOf(error, signal, shut), address.token)
      }
    },
  }
}

function shut(status: number, message: string): string {
  return `Discord does not know the webhook (${status}: ${message})`
}

/** Rewrites the message if it is there, else says a new one; its id. */
async function send(
  { apiBase, id, token, threadId }: WebhookAddress,
  { body, messageId, isLoud }: Saying,
  signal: AbortSignal,
  environment: Environment,
): Promise<string> {
  const [{ Routes }, rest] = await Promise.all([
    import('discord.js'),
    openRest({ apiBase, environment, signal }),
  ])
  // Buttons need a bot that hears them.
  const { components: _, ...message } = z.looseObject({}).parse(JSON.parse(body))
  const thread = threadId === null ? {} : { thread_id: threadId }
  const request = { auth: false, body: message, signal }
  signal.throwIfAborted()
  if (messageId !== null) {
    const there = Routes.webhookMessage(id, token, messageId)
    try {
      if (!isLoud) {
        return idOf(await rest.patch(there, { ...request, query: new URLSearchParams(thread) }))
      }
      await rest.delete(there, { auth: false, signal, query: new URLSearchParams(thread) })
    } catch (error) {
      if (!isUnknownMessage(error)) throw error
    }
  }
  const query = new URLSearchParams({ wait: 'true', ...thread })
  return idOf(await rest.post(Routes.webhook(id, token), { ...request, query }))
}

const createdMessage = z.object({ id: z.string() })

/** What Discord answers with `wait`; the page of a captive portal is no delivery. */
function idOf(answer: unknown): string {
  const message = createdMessage.safeParse(answer)
  if (!message.success) throw new Error('it was not Discord that answered')
  return message.data.id
}
