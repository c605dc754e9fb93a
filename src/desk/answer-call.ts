import type { DeskCall, DeskHand, DeskMessage } from '../ports/desk.ts'
import { reasonOf } from '../ports/errors.ts'
import { authorise, type Ruling } from './authorise.ts'
import { type Deed, describeDeed, readDeed, sightOf } from './deed.ts'
import type { DeskWorld } from './desk-world.ts'
import { type Reply, say } from './reply.ts'

/**
 * Answers to a press or a command: acknowledge (Discord waits for 3 s) → authorise → write down → act → answer. Each call is acted
 * upon once, however often it comes. Rejects when its answer cannot be said; what it did is in the audit trail then, too.
 */
export async function answerCall(call: DeskCall, hand: DeskHand, world: DeskWorld): Promise<void> {
  const { audit, clock, log, words } = world
  const ruling = authorise(call, world.policy)
  const deed = readDeed(call)
  const what = describeDeed(deed, call)
  const { id, person } = call
  const voice = voiceOf(hand, ruling === 'allowed' ? deed : null)
  // Who cannot be answered any more (another moltd did, or it is too late) is not acted for either.
  await voice.acknowledge()
  try {
    const isNew = audit.begin({
      id,
      atMs: clock.nowMs(),
      way: 'discord',
      person: { id: person.id, name: person.name },
      what,
      isAllowed: ruling === 'allowed',
    })
    if (!isNew) return log.warn({ id, what }, 'a call came twice')
  } catch (error) {
    log.error({ id, what, error: reasonOf(error) }, 'a call cannot be written down, so nothing is done')
    return voice.answer(say(words.desk.refused.unwritten))
  }
  const reply = ruling === 'allowed' ? await carryOut(deed, call, world) : refuse(ruling, world)
  audit.end(id, reply.result, clock.nowMs())
  if (ruling === 'allowed')
    log.info({ id, person: person.id, what, result: reply.result }, 'ordered on Discord')
  else log.warn({ id, person: person.id, what, ruling }, 'refused on Discord')
  await voice.answer(reply.message)
  if (reply.rewrite) await hand.rewrite(reply.rewrite.message, reply.rewrite.messageId)
}

/** What does the work is loaded when there is some. */
async function carryOut(deed: Deed, call: DeskCall, world: DeskWorld): Promise<Reply> {
  try {
    const { act } = await import('./act.ts')
    return await act(deed, call, world)
  } catch (error) {
    world.log.error({ id: call.id, error }, 'a call failed')
    return { message: say(world.words.desk.failed('E_UNEXPECTED')), result: `failed: ${reasonOf(error)}` }
  }
}

function refuse(ruling: Exclude<Ruling, 'allowed'>, { words }: DeskWorld): Reply {
  return { message: say(words.desk.refused[ruling]), result: `refused: ${ruling}` }
}

/** A button on a private message is answered in its place; everything else by a message of its own. null: it is refused. */
function voiceOf(hand: DeskHand, deed: Deed | null) {
  const sight = deed === null ? 'private' : sightOf(deed)
  const isInPlace =
    deed?.kind === 'order' && (deed.order.kind === 'roll-back' || deed.order.kind === 'cancel')
  return isInPlace
    ? {
        acknowledge: () => hand.rewrite(say('⏳')),
        answer: (message: DeskMessage) => hand.rewrite(message),
      }
    : {
        acknowledge: () => hand.defer(sight),
        answer: (message: DeskMessage) => hand.answer(message, sight),
      }
}
