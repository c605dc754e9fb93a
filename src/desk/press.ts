import type { DeskOrder, OrderKind } from '../notify/desk-orders.ts'
import { discordTitle, renderDiscordMessage } from '../notify/discord-message.ts'
import { discordText } from '../notify/discord-text.ts'
import type { DeskWords } from '../notify/discord-words-desk.ts'
import { clip, plainLine } from '../notify/plain-text.ts'
import type { Report } from '../notify/report.ts'
import type { DeskCall, DeskMessage } from '../ports/desk.ts'
import type { DeskWorld } from './desk-world.ts'
import type { Outlook } from './outlook.ts'
import { quote, type Reply, say, when } from './reply.ts'

/** A button that was pressed by somebody who may, with what is to know about its run. */
export interface Press {
  order: DeskOrder
  messageId: string
  person: DeskCall['person']
  atMs: number
  seen: Outlook
  world: DeskWorld
}

/** As the person's name stands in moltd's own books. */
export function byOf({ id, name }: DeskCall['person']): string {
  return `discord: ${clip(plainLine(name), 60)} (${id})`
}

/** As it stands in a message. */
export function nameOf({ name, id }: DeskCall['person']): string {
  return discordText(name, 40) || id
}

/** The message of the run as it stands after what this person did; these buttons stay. */
export function markedMessage(
  press: Press,
  said: keyof DeskWords['said'],
  orders: readonly OrderKind[],
): DeskMessage {
  const { seen, world, person, atMs } = press
  const text = world.words.desk.said[said](nameOf(person), when(atMs))
  return renderDiscordMessage(seen.report, world.words, { orders, said: text })
}

/** `text` is ours. */
export function answer(text: string, result: string): Reply {
  return { message: say(text), result }
}

/** Nothing was done, for this reason. */
export function refuse(text: string, reason: string): Reply {
  return answer(text, `nothing done: ${reason}`)
}

/** Why a new run about this one makes no sense any more; null: it does. */
export function refuseStale({ seen, world }: Pick<Press, 'seen' | 'world'>): Reply | null {
  const { desk } = world.words
  if (seen.atWork) return refuse(desk.atWork, 'moltd was at work')
  if (seen.later === null) return null
  return {
    ...refuse(desk.overtaken(overtakenBy(seen.later, world)), `since then, run ${seen.later.runId}`),
    rewrite: { message: { components: [] } },
  }
}

/** What came after, in the words of the language. */
export function overtakenBy(later: Report, { words }: Pick<DeskWorld, 'words'>): string {
  return quote(discordTitle(later, words))
}

/** Has moltd do what takes long, in a unit of its own and in a person's name. */
export async function begin(
  { own, words }: Pick<DeskWorld, 'own' | 'words'>,
  person: DeskCall['person'],
  command: readonly string[],
): Promise<Reply & { isStarted: boolean }> {
  const argv = [...command, '--trigger=discord', `--by=${byOf(person)}`]
  const why = await own.begin(argv)
  if (why === null)
    return { isStarted: true, message: say(words.desk.started), result: `started: ${argv.join(' ')}` }
  return {
    isStarted: false,
    message: say(words.desk.startedNot(quote(why))),
    result: `not started: ${why}`,
  }
}
