import type { APIMessage, RESTPostAPIChannelMessageJSONBody } from 'discord-api-types/v10'
import { type BotChannel, botId, type ChannelAnswer } from './discord-channel.ts'
import { limitsBrokenBy } from './discord-limits.ts'

type Reference = Pick<NonNullable<APIMessage['message_reference']>, 'message_id'>

export interface TalkMessage extends Pick<APIMessage, 'id' | 'content' | 'nonce'> {
  author: { id: string; bot: boolean }
  mentions: { id: string }[]
  message_reference?: Reference
}

export interface TalkChannel {
  channelId: string
  /** Of OpenClaw's bot, which may read all that is said. */
  openclaw: { id: string; token: string }
  messages: TalkMessage[]
  /** Every message that was ever taken, also those that are deleted. */
  everSaid: TalkMessage[]
  /** What moltd's bot may not do there; null: it may all that it needs. */
  trouble: 'see' | 'write' | 'read-history' | null
  /** Hears each message once it is taken. */
  onMessage: ((message: TalkMessage) => void) | null
  /** Somebody says something. */
  say(authorId: string, text: string, answersId?: string): void
  answer(method: string, url: URL, authorization: string | undefined, body: string): ChannelAnswer | null
}

/** A channel that moltd's bot and OpenClaw's bot share. Who has no intent for it sees no text but their own and what mentions them. */
export function createTalkChannel(bot: Pick<BotChannel, 'token' | 'trouble'>): TalkChannel {
  const channelId = '1298765432109876004'
  const openclawId = '1298765432109876005'
  let said = 0
  const refuse = (status: number, code: number, message: string) => ({ status, body: { code, message } })

  const talk: TalkChannel = {
    channelId,
    openclaw: {
      id: openclawId,
      token: `${Buffer.from(openclawId).toString('base64url')}.H5xYzB.${'o'.repeat(38)}`,
    },
    messages: [],
    everSaid: [],
    trouble: null,
    onMessage: null,
    say: (authorId, content, answersId) =>
      take(authorId, {
        content,
        ...(answersId === undefined ? {} : { message_reference: { message_id: answersId } }),
      }),
    answer(method, url, authorization, body) {
      const [, rest] = /^\/api\/v10\/channels\/(\d+\/messages.*)$/.exec(url.pathname) ?? []
      if (rest === undefined || !rest.startsWith(`${channelId}/`)) return null
      const reader = readerOf(authorization)
      if (reader === null) return refuse(401, 0, '401: Unauthorized')
      const trouble = reader === botId ? talk.trouble : null
      if (trouble === 'see') return refuse(403, 50_001, 'Missing Access')
      const [, id] = /\/messages\/(\d+)$/.exec(rest) ?? []
      if (method === 'GET') {
        // Who may not read the history is given none of it, and no refusal.
        const messages = trouble === 'read-history' ? [] : after(url.searchParams)
        return { status: 200, body: messages.map(message => shownTo(reader, message)) }
      }
      if (method === 'DELETE') {
        const message = talk.messages.find(known => known.id === id)
        if (message === undefined) return refuse(404, 10_008, 'Unknown Message')
        if (message.author.id !== reader) return refuse(403, 50_013, 'Missing Permissions')
        talk.messages = talk.messages.filter(known => known !== message)
        return { status: 204, body: null }
      }
      if (trouble === 'write') return refuse(403, 50_013, 'Missing Permissions')
      const payload: RESTPostAPIChannelMessageJSONBody = JSON.parse(body)
      const { message_reference: _, ...rules } = payload
      const broken = limitsBrokenBy(rules)
      if (broken.length > 0) return refuse(400, 50_035, `Invalid Form Body: ${broken.join('; ')}`)
      return { status: 200, body: shownTo(reader, take(reader, payload)) }
    },
  }

  function readerOf(authorization: string | undefined): string | null {
    if (authorization === `Bot ${bot.token}`) return bot.trouble === 'token' ? null : botId
    return authorization === `Bot ${talk.openclaw.token}` ? openclawId : null
  }

  /** Those that follow at once, newest first. */
  function after(query: URLSearchParams): TalkMessage[] {
    const from = BigInt(query.get('after') ?? 0)
    const limit = Number(query.get('limit') ?? 50)
    return talk.messages
      .filter(({ id }) => BigInt(id) > from)
      .slice(0, limit)
      .toReversed()
  }

  function take(authorId: string, payload: RESTPostAPIChannelMessageJSONBody): TalkMessage {
    const { content = '', nonce, enforce_nonce, allowed_mentions, message_reference } = payload
    const known = talk.messages.find(message => message.nonce !== undefined && message.nonce === nonce)
    if (enforce_nonce === true && known !== undefined) return known
    said += 1
    const named = Array.from(content.matchAll(/<@!?(\d+)>/g), ([, id = '']) => id)
    const allowed = allowed_mentions?.users
    const message: TalkMessage = {
      id: `${1_500_000_000_000_000_000n + BigInt(said)}`,
      author: { id: authorId, bot: true },
      content,
      mentions: named.filter(id => allowed === undefined || allowed.includes(id)).map(id => ({ id })),
      ...(nonce === undefined ? {} : { nonce }),
      ...(message_reference === undefined ? {} : { message_reference }),
    }
    talk.messages.push(message)
    talk.everSaid.push(message)
    talk.onMessage?.(message)
    return message
  }

  function shownTo(reader: string, message: TalkMessage) {
    const { author, mentions } = message
    const isShown = reader === openclawId || author.id === reader || mentions.some(({ id }) => id === reader)
    return { ...message, content: isShown ? message.content : '' }
  }

  return talk
}
