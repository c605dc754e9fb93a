import {
  type APIApplicationCommand,
  type APIApplicationCommandInteraction,
  type APIInteraction,
  type APIInteractionGuildMember,
  type APIInteractionResponseCallbackData,
  type APIMessage,
  type APIMessageComponentInteraction,
  ApplicationCommandOptionType,
  ApplicationCommandType,
  ComponentType,
  GuildMemberFlags,
  InteractionResponseType,
  InteractionType,
  Locale,
  MessageFlags,
  type RESTPostAPIApplicationCommandsJSONBody,
  type RESTPostAPIInteractionCallbackJSONBody,
} from 'discord-api-types/v10'
import { type BotChannel, botId, type ChannelAnswer, type ChannelMessage } from './discord-channel.ts'
import { limitsBrokenBy } from './discord-limits.ts'

export interface Caller {
  id: string
  name: string
  roleIds: string[]
}

/** A press or a command, and all that the bot has said to it. */
export interface Interaction {
  payload: APIInteraction
  /** What it was answered with at once; null: nothing yet. */
  acknowledged: InteractionResponseType | null
  /** What only its caller, or everybody, sees as its answer; null: none, or none but "thinking …". */
  original: ChannelMessage | null
  isPrivate: boolean
  followUps: (ChannelMessage & { isPrivate: boolean })[]
}

/** What a bot says: parts of a message. */
type Said = Pick<APIInteractionResponseCallbackData, 'content' | 'embeds' | 'components' | 'allowed_mentions'>

interface Given {
  person?: Caller
  /** How long ago it was, in milliseconds. */
  ageMs?: number
  guildId?: string | null
  channelId?: string
}

const discordEpochMs = 1_420_070_400_000
const firstWithinMs = 3_000
const tokenLastsMs = 15 * 60_000

export const owner: Caller = { id: '1298765432109876777', name: 'Ada', roleIds: ['1298765432109876888'] }

export type DiscordInteractions = ReturnType<typeof createDiscordInteractions>

/** What people do to a bot, and how it may answer: interactions as Discord sends them, and its HTTP interface for them. */
export function createDiscordInteractions(channel: BotChannel) {
  const all: Interaction[] = []
  let made = 0
  let offered: APIApplicationCommand[] = []

  const interactions = {
    all,
    /** How often the commands were written. */
    commandWrites: 0,
    /** The bot may not offer commands. */
    refusesCommands: false,
    commands: () => offered,

    /** A press on a button of a message that is there. */
    press(customId: string, messageId: string, given: Given = {}): Interaction {
      const message = channel.messages.find(({ id }) => id === messageId) ?? findPrivate(messageId)
      if (message === undefined) throw new Error('there is no such message')
      const payload: APIMessageComponentInteraction = {
        ...base(given),
        type: InteractionType.MessageComponent,
        data: { component_type: ComponentType.Button, custom_id: customId },
        message: messageOf(message),
        channel_id: channel.channelId,
      } as unknown as APIMessageComponentInteraction
      return enter(payload)
    },

    /** `moltd status` with options of that subcommand. */
    command(
      words: string,
      options: Record<string, string | number | boolean> = {},
      given: Given = {},
    ): Interaction {
      const [name = '', ...path] = words.split(' ')
      const values = Object.entries(options).map(([name, value]) => ({
        name,
        type:
          typeof value === 'string'
            ? ApplicationCommandOptionType.String
            : typeof value === 'number'
              ? ApplicationCommandOptionType.Integer
              : ApplicationCommandOptionType.Boolean,
        value,
      }))
      const data = path.reduceRight<object[]>(
        (inner, name) => [{ name, type: ApplicationCommandOptionType.Subcommand, options: inner }],
        values,
      )
      const payload = {
        ...base(given),
        type: InteractionType.ApplicationCommand,
        data: { id: snowflake(Date.now()), name, type: ApplicationCommandType.ChatInput, options: data },
      } as unknown as APIApplicationCommandInteraction
      return enter(payload)
    },

    answer(
      method: string,
      path: string,
      authorization: string | undefined,
      body: string,
    ): ChannelAnswer | null {
      const [, id, token] = /^\/api\/v10\/interactions\/(\d+)\/([\w-]+)\/callback$/.exec(path) ?? []
      if (id !== undefined) return callBack(find(token, id), JSON.parse(body))
      const [, application, hook, messageId] =
        /^\/api\/v10\/webhooks\/(\d+)\/([\w-]+)(?:\/messages\/(@original|%40original|\d+))?$/.exec(path) ?? []
      if (application === botId) return speak(method, find(hook), messageId?.replace('%40', '@'), body)
      const [, owning, guild] = /^\/api\/v10\/applications\/(\d+)\/guilds\/(\d+)\/commands$/.exec(path) ?? []
      return owning === undefined ? null : offer(method, owning, guild, authorization, body)
    },
  }
  return interactions

  function find(token: string | undefined, id?: string): Interaction | undefined {
    return all.find(({ payload }) => payload.token === token && (id === undefined || payload.id === id))
  }

  function findPrivate(id: string): ChannelMessage | undefined {
    return (
      all.flatMap(({ original, followUps }) => [original, ...followUps]).find(one => one?.id === id) ??
      undefined
    )
  }

  function enter(payload: APIInteraction): Interaction {
    const interaction: Interaction = {
      payload,
      acknowledged: null,
      original: null,
      isPrivate: false,
      followUps: [],
    }
    all.push(interaction)
    if (all.length > 2_000) all.shift()
    return interaction
  }

  function base({
    person = owner,
    ageMs = 0,
    guildId = channel.guildId,
    channelId = channel.channelId,
  }: Given) {
    const user = {
      id: person.id,
      username: person.name.toLowerCase(),
      discriminator: '0',
      global_name: person.name,
      avatar: null,
    }
    const member: APIInteractionGuildMember = {
      user,
      roles: person.roleIds,
      permissions: '68608',
      joined_at: '2026-01-01T00:00:00.000000+00:00',
      deaf: false,
      mute: false,
      flags: GuildMemberFlags.DidRejoin,
    }
    return {
      id: snowflake(Date.now() - ageMs),
      application_id: botId,
      token: `aW50ZXJhY3Rpb24-${made}-${'t'.repeat(60)}`,
      version: 1 as const,
      app_permissions: '68608',
      locale: Locale.EnglishUS,
      channel: { id: channelId, type: 0 },
      channel_id: channelId,
      entitlements: [],
      authorizing_integration_owners: {},
      attachment_size_limit: 10_485_760,
      ...(guildId === null ? { user } : { guild_id: guildId, guild_locale: Locale.EnglishUS, member }),
    }
  }

  function snowflake(ms: number): string {
    made += 1
    return String((BigInt(ms - discordEpochMs) << 22n) | BigInt(made & 0x3fffff))
  }

  function callBack(
    interaction: Interaction | undefined,
    body: RESTPostAPIInteractionCallbackJSONBody,
  ): ChannelAnswer {
    if (interaction === undefined) return unknownInteraction
    if (interaction.acknowledged !== null)
      return refuse(400, 40_060, 'Interaction has already been acknowledged.')
    if (ageOf(interaction) > firstWithinMs) return unknownInteraction
    const isPress = interaction.payload.type === InteractionType.MessageComponent
    switch (body.type) {
      case InteractionResponseType.ChannelMessageWithSource: {
        const broken = brokenBy(body.data)
        if (broken !== null) return broken
        interaction.isPrivate = isPrivate(body.data)
        interaction.original = newMessage(body.data)
        if (!interaction.isPrivate) channel.messages.push(interaction.original)
        break
      }
      case InteractionResponseType.DeferredChannelMessageWithSource:
        interaction.isPrivate = isPrivate(body.data)
        break
      case InteractionResponseType.DeferredMessageUpdate:
      case InteractionResponseType.UpdateMessage: {
        if (!isPress) return refuse(400, 50_035, 'Invalid Form Body')
        const message = pressedMessage(interaction)
        if (message === undefined) return refuse(404, 10_008, 'Unknown Message')
        if (body.type === InteractionResponseType.UpdateMessage) {
          const merged = { ...message, ...body.data }
          const broken = brokenBy(merged)
          if (broken !== null) return broken
          Object.assign(message, body.data, { edits: message.edits + 1 })
        }
        interaction.original = message
        break
      }
      default:
        return refuse(400, 50_035, 'Invalid Form Body')
    }
    interaction.acknowledged = body.type
    return { status: 204, body: null }
  }

  /** What follows the first answer, by the token of the interaction. */
  function speak(
    method: string,
    interaction: Interaction | undefined,
    messageId: string | undefined,
    body: string,
  ): ChannelAnswer {
    if (interaction === undefined || interaction.acknowledged === null)
      return refuse(404, 10_015, 'Unknown Webhook')
    if (ageOf(interaction) > tokenLastsMs) return refuse(401, 50_027, 'Invalid Webhook Token')
    if (messageId === undefined) {
      if (method !== 'POST') return refuse(405, 0, '405: Method Not Allowed')
      const data = JSON.parse(body)
      const broken = brokenBy(data)
      if (broken !== null) return broken
      const message = { ...newMessage(data), isPrivate: isPrivate(data) }
      interaction.followUps.push(message)
      if (!message.isPrivate) channel.messages.push(message)
      return { status: 200, body: messageOf(message) }
    }
    const isOriginal = messageId === '@original'
    // "Thinking …" is a message, too.
    if (isOriginal && interaction.original === null && method === 'PATCH') {
      interaction.original = newMessage({})
      if (!interaction.isPrivate) channel.messages.push(interaction.original)
    }
    const message = isOriginal
      ? interaction.original
      : interaction.followUps.find(({ id }) => id === messageId)
    if (message === null || message === undefined) return refuse(404, 10_008, 'Unknown Message')
    if (method === 'GET') return { status: 200, body: messageOf(message) }
    if (method === 'DELETE') {
      channel.messages = channel.messages.filter(one => one !== message)
      if (isOriginal) interaction.original = null
      else interaction.followUps = interaction.followUps.filter(one => one !== message)
      return { status: 204, body: null }
    }
    if (method !== 'PATCH') return refuse(405, 0, '405: Method Not Allowed')
    const data = JSON.parse(body)
    const broken = brokenBy({ ...message, ...data })
    if (broken !== null) return broken
    Object.assign(message, data, { edits: message.edits + 1 })
    return { status: 200, body: messageOf(message) }
  }

  function offer(
    method: string,
    application: string,
    guild: string | undefined,
    authorization: string | undefined,
    body: string,
  ): ChannelAnswer {
    if (authorization !== `Bot ${channel.token}` || channel.trouble === 'token')
      return refuse(401, 0, '401: Unauthorized')
    if (application !== botId || guild !== channel.guildId || interactions.refusesCommands)
      return refuse(403, 50_001, 'Missing Access')
    if (method === 'GET') return { status: 200, body: offered }
    if (method !== 'PUT') return refuse(405, 0, '405: Method Not Allowed')
    const given: RESTPostAPIApplicationCommandsJSONBody[] = JSON.parse(body)
    const names = given.map(({ name }) => name)
    if (names.some(name => !/^[-_\p{L}\p{N}]{1,32}$/u.test(name)) || new Set(names).size < names.length)
      return refuse(400, 50_035, 'Invalid Form Body')
    interactions.commandWrites += 1
    offered = given.map(command => asStored(command))
    return { status: 200, body: offered }
  }

  /** With everything that Discord fills in. */
  function asStored(command: RESTPostAPIApplicationCommandsJSONBody): APIApplicationCommand {
    return {
      name_localizations: null,
      description_localizations: null,
      default_member_permissions: null,
      nsfw: false,
      contexts: null,
      integration_types: [0],
      ...command,
      type: command.type ?? ApplicationCommandType.ChatInput,
      id: snowflake(Date.now()),
      application_id: botId,
      guild_id: channel.guildId,
      version: snowflake(Date.now()),
    } as unknown as APIApplicationCommand
  }

  function pressedMessage({ payload }: Interaction): ChannelMessage | undefined {
    const id = payload.type === InteractionType.MessageComponent ? payload.message.id : ''
    return channel.messages.find(one => one.id === id) ?? findPrivate(id)
  }

  function newMessage(data: Said): ChannelMessage {
    const { content = '', embeds = [], components = [] } = data
    return { id: snowflake(Date.now()), author: { id: botId }, content, embeds, components, edits: 0 }
  }

  function messageOf(message: ChannelMessage): APIMessage {
    const owning = all.find(
      ({ original, followUps }) => original === message || followUps.some(one => one === message),
    )
    const isHidden = owning !== undefined && !channel.messages.includes(message)
    return {
      id: message.id,
      channel_id: channel.channelId,
      author: {
        id: botId,
        username: 'moltd',
        discriminator: '0000',
        global_name: null,
        avatar: null,
        bot: true,
      },
      content: message.content,
      embeds: message.embeds,
      components: message.components,
      timestamp: new Date(0).toISOString(),
      edited_timestamp: null,
      tts: false,
      mention_everyone: false,
      mentions: [],
      mention_roles: [],
      attachments: [],
      pinned: false,
      type: 0,
      flags: isHidden ? MessageFlags.Ephemeral : 0,
    } as APIMessage
  }
}

const unknownInteraction = refuse(404, 10_062, 'Unknown interaction')

function refuse(status: number, code: number, message: string): ChannelAnswer {
  return { status, body: { code, message } }
}

function ageOf({ payload }: Interaction): number {
  return Date.now() - (Number(BigInt(payload.id) >> 22n) + discordEpochMs)
}

function isPrivate(data: { flags?: MessageFlags | undefined } | undefined): boolean {
  return ((data?.flags ?? 0) & MessageFlags.Ephemeral) !== 0
}

function brokenBy(data: Said | undefined): ChannelAnswer | null {
  const { content = '', embeds = [], components = [] } = data ?? {}
  if (content === '' && embeds.length === 0 && components.length === 0)
    return refuse(400, 50_006, 'Cannot send an empty message')
  const broken = limitsBrokenBy({
    ...(content === '' ? {} : { content }),
    embeds,
    components,
    allowed_mentions: data?.allowed_mentions,
  })
  return broken.length === 0 ? null : refuse(400, 50_035, `Invalid Form Body: ${broken.join('; ')}`)
}
