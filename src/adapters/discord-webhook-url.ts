import { MoltdError } from '../ports/errors.ts'

export interface WebhookAddress {
  /** `https://discord.com/api` */
  apiBase: string
  id: string
  token: string
  /** For a webhook of a forum or a thread: `?thread_id=`. */
  threadId: string | null
}

/**
 * Takes a webhook's URL apart. Only Discord's own hosts, over https: a typing error must not hand the token to somebody else;
 * and this machine, for tests. Errors: E_WEBHOOK_URL, without the URL.
 */
export function parseWebhookUrl(text: string): WebhookAddress {
  const url = URL.parse(text.trim())
  const path = /^\/api(?:\/v\d{1,2})?\/webhooks\/(\d{17,20})\/([\w-]{20,200})\/?$/.exec(url?.pathname ?? '')
  const [, id, token] = path ?? []
  if (url === null || id === undefined || token === undefined || !(isDiscord(url) || isThisMachine(url))) {
    throw new MoltdError(
      'E_WEBHOOK_URL',
      'cannot use the Discord webhook: its URL does not read https://discord.com/api/webhooks/ID/TOKEN',
      "Copy the URL again in Discord: the channel's settings, Integrations, Webhooks.",
    )
  }
  return { apiBase: `${url.origin}/api`, id, token, threadId: url.searchParams.get('thread_id') }
}

function isDiscord({ protocol, hostname, port }: URL): boolean {
  return protocol === 'https:' && port === '' && /^(?:(?:ptb|canary)\.)?discord(?:app)?\.com$/.test(hostname)
}

function isThisMachine({ protocol, hostname }: URL): boolean {
  return /^https?:$/.test(protocol) && /^(?:127\.0\.0\.1|localhost|\[::1\])$/.test(hostname)
}
