import { z } from 'zod'
import { reasonOf } from '../ports/errors.ts'
import type { HeardMessage, Messenger, MessengerAnswer } from '../ports/messenger.ts'
import { askDiscord } from './discord-ask.ts'
import type { BotOptions } from './discord-bot.ts'
import { botIdOf } from './discord-bot-token.ts'
import { openRest } from './discord-rest.ts'

/** One request, with all its tries. */
const requestMs = 15_000
/** The most that Discord gives at once; of a busy channel those that follow ours at once. */
const readAtOnce = 100

const posted = z.object({ id: z.string() })
const messages = z.array(
  z.object({
    id: z.string(),
    author: z.object({ id: z.string() }),
    content: z.string(),
    message_reference: z.object({ message_id: z.string().optional() }).optional(),
  }),
)

/**
 * moltd's own bot in a channel that OpenClaw's bot listens to. Without the privileged intent Discord empties the text of messages, but
 * not of those that mention us, and always says what a message refers to.
 */
export function createDiscordMessenger({ token, channelId, apiBase, environment }: BotOptions): Messenger {
  const route = `/channels/${channelId}/messages` as const

  async function converse<T>(
    signal: AbortSignal,
    work: (rest: Awaited<ReturnType<typeof openRest>>, within: AbortSignal) => Promise<T>,
  ): Promise<MessengerAnswer<T>> {
    const within = AbortSignal.any([signal, AbortSignal.timeout(requestMs)])
    try {
      const rest = await openRest({ token, apiBase, environment, signal: within })
      const options = { untilMonotonicMs: performance.now() + requestMs, isRepeatable: true, signal: within }
      return { kind: 'done', value: await askDiscord(() => work(rest, within), options) }
    } catch (error) {
      signal.throwIfAborted()
      return { kind: 'failed', reason: reasonOf(error).replaceAll(token, '[token]') }
    }
  }

  return {
    ownId: botIdOf(token),
    say: ({ text, mentionId, nonce }, signal) =>
      converse(signal, async (rest, within) => {
        const allowed_mentions = { parse: [], users: [mentionId] }
        const body = { content: text, nonce, enforce_nonce: true, allowed_mentions }
        return read(posted, await rest.post(route, { body, signal: within })).id
      }),
    readFrom: (id, signal) =>
      converse(signal, async (rest, within) => {
        const query = new URLSearchParams({ after: String(BigInt(id) - 1n), limit: String(readAtOnce) })
        return read(messages, await rest.get(route, { query, signal: within })).map(toHeard)
      }),
    takeBack: async (id, signal) => {
      await converse(signal, (rest, within) => rest.delete(`${route}/${id}`, { signal: within }))
    },
  }
}

function read<T>(shape: z.ZodType<T>, answer: unknown): T {
  const parsed = shape.safeParse(answer)
  if (!parsed.success) throw new Error('it was not Discord that answered')
  return parsed.data
}

function toHeard({ id, author, content, message_reference }: z.infer<typeof messages>[number]): HeardMessage {
  return { id, authorId: author.id, text: content, answersId: message_reference?.message_id ?? null }
}
