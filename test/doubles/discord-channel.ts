import type { APIMessage, RESTGetAPIGuildMemberResult } from 'discord-api-types/v10'
import { limitsBrokenBy } from './discord-limits.ts'

export interface ChannelMessage
  extends Pick<APIMessage, 'id' | 'content' | 'embeds' | 'nonce' | 'components'> {
  author: { id: string }
  edits: number
}

export interface BotChannel {
  token: string
  guildId: string
  channelId: string
  messages: ChannelMessage[]
  /** What is wrong with the bot; null: nothing. */
  trouble: 'token' | 'guild' | 'channel' | 'permission' | 'no-embeds' | null
  /** Discord forgets nonces after some minutes. */
  forgetNonces(): void
  answer(method: string, path: string, authorization: string | undefined, body: string): ChannelAnswer | null
}

export interface ChannelAnswer {
  status: number
  body: unknown
}

/** Of its user and of its application. */
export const botId = '1298765432109876001'

/** One server with one channel and one bot in it, as Discord's HTTP interface shows them; null: no such path. */
export function createBotChannel(): BotChannel {
  const [guildId, channelId] = ['1298765432109876002', '1298765432109876003']
  let said = 0
  const refuse = (status: number, code: number, message: string) => ({ status, body: { code, message } })

  const channel: BotChannel = {
    token: `${Buffer.from(botId).toString('base64url')}.G4xYzA.${'k'.repeat(38)}`,
    guildId,
    channelId,
    messages: [],
    trouble: null,
    forgetNonces: () => {
      for (const message of channel.messages) delete message.nonce
    },
    answer(method, encoded, authorization, body) {
      const path = decodeURIComponent(encoded)
      const [, rest] = /^\/api\/v10(\/(?:channels|users|guilds)\/.*)$/.exec(path) ?? []
      if (rest === undefined) return null
      if (authorization !== `Bot ${channel.token}` || channel.trouble === 'token')
        return refuse(401, 0, '401: Unauthorized')
      if (rest === '/users/@me') return { status: 200, body: { id: botId, username: 'moltd', bot: true } }
      if (rest.startsWith('/guilds/')) return guild(rest)
      if (!rest.startsWith(`/channels/${channelId}`) || channel.trouble === 'channel')
        return refuse(404, 10_003, 'Unknown Channel')
      if (rest === `/channels/${channelId}`) {
        const denied = channel.trouble === 'no-embeds' ? String(1 << 14) : '0'
        const overwrite = { id: guildId, type: 0, allow: '0', deny: denied }
        return {
          status: 200,
          body: { id: channelId, type: 0, guild_id: guildId, permission_overwrites: [overwrite] },
        }
      }
      if (channel.trouble === 'permission') return refuse(403, 50_013, 'Missing Permissions')
      const [, id] = /\/messages\/(\d+)$/.exec(rest) ?? []
      if (method === 'GET') return { status: 200, body: channel.messages.toReversed().map(shown) }
      const message = channel.messages.find(known => known.id === id)
      if (id !== undefined && message === undefined) return refuse(404, 10_008, 'Unknown Message')
      if (method === 'DELETE') {
        channel.messages = channel.messages.filter(known => known !== message)
        return { status: 204, body: null }
      }
      const payload = JSON.parse(body)
      const broken = limitsBrokenBy(payload)
      if (broken.length > 0) return refuse(400, 50_035, `Invalid Form Body: ${broken.join('; ')}`)
      if (message !== undefined) {
        Object.assign(message, payload, { edits: message.edits + 1 })
        return { status: 200, body: shown(message) }
      }
      return { status: 200, body: shown(take(payload)) }
    },
  }

  function guild(path: string): ChannelAnswer {
    if (channel.trouble === 'guild' || !path.startsWith(`/guilds/${guildId}`))
      return refuse(404, 10_004, 'Unknown Guild')
    if (path === `/guilds/${guildId}`) {
      const everyone = {
        id: guildId,
        name: '@everyone',
        permissions: String((1 << 10) | (1 << 11) | (1 << 14) | (1 << 16)),
      }
      return { status: 200, body: { id: guildId, roles: [everyone] } }
    }
    const member: Pick<RESTGetAPIGuildMemberResult, 'roles'> = { roles: [] }
    return { status: 200, body: member }
  }

  function take(payload: {
    nonce?: string
    enforce_nonce?: boolean
    content?: string
    embeds?: APIMessage['embeds']
    components?: NonNullable<APIMessage['components']>
  }) {
    const known = channel.messages.find(({ nonce }) => nonce !== undefined && nonce === payload.nonce)
    if (payload.enforce_nonce === true && known !== undefined) return known
    said += 1
    const { nonce, content = '', embeds = [], components = [] } = payload
    const message: ChannelMessage = {
      id: `${1_400_000_000_000_000_000n + BigInt(said)}`,
      author: { id: botId },
      content,
      embeds,
      components,
      edits: 0,
      ...(nonce === undefined ? {} : { nonce }),
    }
    channel.messages.push(message)
    return message
  }

  function shown({ id, author, content, embeds }: ChannelMessage) {
    return { id, author, content, embeds }
  }

  return channel
}
