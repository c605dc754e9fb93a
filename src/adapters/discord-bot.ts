import { z } from 'zod'
import type { Saying, Voice, VoiceAnswer } from '../ports/voice.ts'
import { botIdOf } from './discord-bot-token.ts'
import { answerOf, hideToken, isUnknownMessage, openRest } from './discord-rest.ts'

export interface BotOptions {
  token: string
  channelId: string
  /** `https://discord.com/api` */
  apiBase: string
  environment: Readonly<Record<string, string | undefined>>
}

/** Far enough back for a message whose arrival is in doubt. */
const lookedThrough = 50

/** Says messages as a bot, in one channel; never twice: what may have arrived is looked for first, and a nonce does the rest. */
export function createDiscordBot(options: BotOptions): Voice {
  return {
    name: 'Discord',
    place: `channel ${options.channelId}`,
    say: async (saying, signal): Promise<VoiceAnswer> => {
      try {
        return { kind: 'delivered', messageId: await send(options, saying, signal) }
      } catch (error) {
        return hideToken(answerOf(error, signal, botIsShut), options.token)
      }
    },
  }
}

/** Whether the bot can see its channel, without saying anything there. */
export async function reachDiscordBot(options: BotOptions, signal: AbortSignal): Promise<VoiceAnswer> {
  try {
    const [{ Routes }, rest] = await Promise.all([import('discord.js'), openRest({ ...options, signal })])
    createdMessage.parse(await rest.get(Routes.channel(options.channelId), { signal }))
    return { kind: 'delivered', messageId: null }
  } catch (error) {
    return hideToken(answerOf(error, signal, botIsShut), options.token)
  }
}

export function botIsShut(status: number, message: string): string {
  if (status === 401) return `the token of the Discord bot is not valid any more (401: ${message})`
  if (status === 403) return `the Discord bot may not do that in its channel (403: ${message})`
  return `the Discord bot cannot find its channel (404: ${message})`
}

async function send(options: BotOptions, saying: Saying, signal: AbortSignal): Promise<string> {
  const { key, messageId, isLoud, mayBeThere } = saying
  const [{ Routes }, rest] = await Promise.all([import('discord.js'), openRest({ ...options, signal })])
  const channel = Routes.channelMessages(options.channelId)
  const message = z
    .looseObject({ components: z.array(z.unknown()).default([]) })
    .parse(JSON.parse(saying.body))
  signal.throwIfAborted()
  const there =
    messageId ?? (mayBeThere ? findOwn(await rest.get(channel, recent(signal)), options.token, saying) : null)
  if (there !== null) {
    const route = Routes.channelMessage(options.channelId, there)
    try {
      // What is in doubt has been heard already.
      if (!isLoud || messageId === null) return idOf(await rest.patch(route, { body: message, signal }))
      await rest.delete(route, { signal })
    } catch (error) {
      if (!isUnknownMessage(error)) throw error
    }
  }
  // Under its nonce Discord would give the old message back for a few minutes: what takes its place has one of its own.
  const nonce = isLoud && messageId !== null ? `${key}-2` : key
  const id = idOf(await rest.post(channel, { body: { ...message, nonce, enforce_nonce: true }, signal }))
  if (!mayBeThere || messageId !== null) return id
  return idOf(await rest.patch(Routes.channelMessage(options.channelId, id), { body: message, signal }))
}

function recent(signal: AbortSignal) {
  return { query: new URLSearchParams({ limit: String(lookedThrough) }), signal }
}

const createdMessage = z.object({ id: z.string() })

function idOf(answer: unknown): string {
  const message = createdMessage.safeParse(answer)
  if (!message.success) throw new Error('it was not Discord that answered')
  return message.data.id
}

const ownMessages = z.array(
  z.object({
    id: z.string(),
    author: z.object({ id: z.string() }),
    content: z.string(),
    embeds: z.array(z.object({ footer: z.object({ text: z.string() }).optional() })).default([]),
  }),
)

/** The bot's own message of a run, known by the run at its foot; what a run asks is known by its words, too. */
function findOwn(messages: unknown, token: string, { key, body }: Saying): string | null {
  const runId = key.replace(/-q$/, '')
  const { content } = z.object({ content: z.string().default('') }).parse(JSON.parse(body))
  const found = ownMessages
    .parse(messages)
    .find(
      message =>
        message.author.id === botIdOf(token) &&
        message.embeds.some(({ footer }) => footer?.text.includes(runId)) &&
        (key === runId || message.content === content),
    )
  return found?.id ?? null
}
