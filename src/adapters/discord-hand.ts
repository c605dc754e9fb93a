import type { REST } from 'discord.js'
import type { APIInteraction, RESTPostAPIInteractionCallbackJSONBody } from 'discord-api-types/v10'
import type { DeskHand, DeskMessage } from '../ports/desk.ts'
import { askDiscord, DiscordRefusal } from './discord-ask.ts'

type Sight = 'private' | 'public'

/** Discord takes the first answer for 3 s, and what follows for 15 min. */
const firstWithinMs = 2_800
const laterWithinMs = 14 * 60_000

const callbackTypes = { answer: 4, defer: 5, rewrite: 7 } as const
const onlyCaller = 64
const alreadyAnswered = 40_060

/** How an interaction stands with Discord. */
type Standing =
  | { kind: 'open' }
  /** Its own answer is there, or announced. */
  | { kind: 'answered' }
  /** The message with the button was rewritten for an answer; `followUp` is ours, said since. */
  | { kind: 'rewritten'; followUp: string | null }

/** The way back to the one who called, by the interaction's own token: it works while the gateway is away, and after a restart of the line. */
export function createHand(
  { rest, channelId, signal }: { rest: REST; channelId: string; signal: AbortSignal },
  interaction: APIInteraction,
): DeskHand {
  const { id, token, application_id: applicationId } = interaction
  const cameMs = performance.now()
  const webhook = `/webhooks/${applicationId}/${token}` as const
  let standing: Standing = { kind: 'open' }
  let line: Promise<unknown> = Promise.resolve()

  const ask = (request: () => Promise<unknown>, withinMs = laterWithinMs, isRepeatable = true) =>
    askDiscord(request, { untilMonotonicMs: cameMs + withinMs, isRepeatable, signal })

  /** One after the other, in the order in which they were asked for. */
  const inTurn = (work: () => Promise<void>): Promise<void> => {
    const done = line.then(work)
    line = done.catch(() => undefined) // whoever asked for it hears of it
    return done
  }

  /** Says first that the interaction has come; whether it was new. */
  async function callBack(body: RESTPostAPIInteractionCallbackJSONBody): Promise<boolean> {
    try {
      await ask(
        () => rest.post(`/interactions/${id}/${token}/callback`, { auth: false, body }),
        firstWithinMs,
      )
      return true
    } catch (error) {
      // A try whose answer was lost on the way had arrived.
      if (error instanceof DiscordRefusal && error.code === alreadyAnswered) return false
      throw error
    }
  }

  const editOwn = (body: object, messageId = '@original') =>
    ask(() => rest.patch(`${webhook}/messages/${messageId}`, { auth: false, body }))

  return {
    defer: sight =>
      inTurn(async () => {
        if (standing.kind !== 'open') return
        await callBack({ type: callbackTypes.defer, data: flagsOf(sight) })
        standing = { kind: 'answered' }
      }),

    answer: (message, sight) =>
      inTurn(async () => {
        const data = { ...wholeOf(message), ...flagsOf(sight) }
        if (standing.kind === 'answered') await editOwn(wholeOf(message))
        else if (standing.kind === 'open') {
          const isNew = await callBack({ type: callbackTypes.answer, data })
          standing = { kind: 'answered' }
          if (!isNew) await editOwn(wholeOf(message))
        } else if (standing.followUp !== null) await editOwn(wholeOf(message), standing.followUp)
        else {
          const said = await ask(() => rest.post(webhook, { auth: false, body: data }), laterWithinMs, false)
          standing = { kind: 'rewritten', followUp: idOf(said) }
        }
      }),

    rewrite: (message, otherId) =>
      inTurn(async () => {
        const body = quiet(message)
        const inChannel = (id: string) =>
          ask(() => rest.patch(`/channels/${channelId}/messages/${id}`, { body }))
        if (otherId !== undefined) {
          await inChannel(otherId)
          return
        }
        if (interaction.type !== 3) throw new Error('cannot rewrite: no button was pressed')
        const { id: messageId, flags = 0 } = interaction.message
        if (standing.kind === 'open') {
          const isNew = await callBack({ type: callbackTypes.rewrite, data: body })
          standing = { kind: 'rewritten', followUp: null }
          if (!isNew) await editOwn(body)
        } else if (standing.kind === 'rewritten') await editOwn(body)
        else if ((flags & onlyCaller) !== 0)
          throw new Error('cannot rewrite: only its reader sees the message, and it was answered already')
        else await inChannel(messageId)
      }),
  }
}

function flagsOf(sight: Sight) {
  return sight === 'private' ? { flags: onlyCaller } : {}
}

/** With everything named, so that it takes the place of what was there; nobody is ever pinged. */
function wholeOf(message: DeskMessage) {
  return { content: '', embeds: [], components: [], ...quiet(message) }
}

function quiet<Message extends Partial<DeskMessage>>(message: Message) {
  return { allowed_mentions: { parse: [] }, ...message }
}

function idOf(said: unknown): string | null {
  return typeof said === 'object' && said !== null && 'id' in said && typeof said.id === 'string'
    ? said.id
    : null
}
