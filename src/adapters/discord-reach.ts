import { reasonOf } from '../ports/errors.ts'
import type { VoiceAnswer } from '../ports/voice.ts'
import { requestOnce } from './discord-request.ts'
import { parseWebhookUrl } from './discord-webhook-url.ts'

const unknown = new Set([401, 403, 404])

/** Whether Discord knows the webhook, without saying anything there. Never rejects but for E_WEBHOOK_URL; holds no secrets. */
export async function reachDiscordWebhook(options: {
  url: string
  environment: Readonly<Record<string, string | undefined>>
  signal: AbortSignal
}): Promise<VoiceAnswer> {
  const { apiBase, id, token } = parseWebhookUrl(options.url)
  try {
    const url = `${apiBase}/webhooks/${id}/${token}`
    const { status } = await requestOnce(url, { method: 'GET' }, options.signal, options.environment)
    if (status === 200) return { kind: 'delivered', messageId: null }
    if (unknown.has(status))
      return { kind: 'closed', reason: `Discord does not know the webhook (${status})` }
    return { kind: 'retry-later', afterMs: null, reason: `Discord answers ${status}` }
  } catch (error) {
    const reason = options.signal.aborted ? 'no answer in time' : reasonOf(error).replaceAll(token, '[token]')
    return { kind: 'retry-later', afterMs: null, reason: `Discord cannot be reached: ${reason}` }
  }
}
