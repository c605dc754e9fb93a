import type { Clock } from '../ports/clock.ts'
import { reasonOf } from '../ports/errors.ts'
import type { HeardMessage, Messenger, MessengerAnswer } from '../ports/messenger.ts'
import type { World } from '../ports/world.ts'

/** Whom to speak to, where, and how long to wait for the answer. */
export interface RoundTripPlan {
  /** Rejects when its secret cannot be read. */
  messenger(): Promise<Messenger>
  /** Id of OpenClaw's bot. */
  expectFrom: string
  timeoutMs: number
}

export type RoundTripAnswer =
  | { kind: 'answered'; afterMs: number }
  | { kind: 'silent' }
  /** Our own message is not seen there, nor an answer to it. */
  | { kind: 'not-seen' }
  /** OpenClaw's bot said something, and we may not see what. */
  | { kind: 'unreadable' }
  | { kind: 'not-said' | 'not-read'; reason: string }

/** One conversation with OpenClaw. */
export interface RoundTrip {
  readonly expectFrom: string
  /** Says a message and waits for its answer; what was answered once is not asked again. Rejects only when the signal is aborted. */
  ask(signal: AbortSignal): Promise<RoundTripAnswer>
}

interface Said {
  id: string
  nonce: string
  atMs: number
}

/** Whoever has not answered three messages will not answer a fourth: people sit in that channel, too. */
const mostMessages = 3
const pollMs = 2_000

export function openRoundTrip(
  { clock, ids }: Pick<World, 'clock' | 'ids'>,
  { messenger, expectFrom, timeoutMs }: RoundTripPlan,
): RoundTrip {
  const said: Said[] = []
  let last: RoundTripAnswer = { kind: 'silent' }
  let way: Messenger | null = null

  async function ask(way: Messenger, signal: AbortSignal): Promise<RoundTripAnswer> {
    const late = said.length === 0 ? null : await hear(way, signal)
    if (late?.kind === 'answered') return late
    if (said.length === mostMessages) return late ?? last
    const nonce = ids.newId()
    const text = `<@${expectFrom}> moltd asks whether messages come through. Please answer with nothing but this: <@${way.ownId}> ${nonce}`
    const posted = await way.say({ text, mentionId: expectFrom, nonce }, signal)
    if (posted.kind === 'failed') return { kind: 'not-said', reason: posted.reason }
    const saidMs = clock.monotonicMs()
    said.push({ id: posted.value, nonce, atMs: saidMs })
    for (;;) {
      const heard = await hear(way, signal)
      const leftMs = saidMs + timeoutMs - clock.monotonicMs()
      if (heard.kind === 'answered' || leftMs <= 0) return heard
      await clock.sleep(Math.min(pollMs, leftMs), signal)
    }
  }

  /** What came of all that was said so far: an answer that comes late is one. */
  async function hear(way: Messenger, signal: AbortSignal): Promise<RoundTripAnswer> {
    const [first] = said
    if (first === undefined) return last
    return judge(await way.readFrom(first.id, signal), { said, expectFrom, clock })
  }

  return {
    expectFrom,
    ask: async signal => {
      if (last.kind === 'answered') return last
      try {
        way ??= await messenger()
      } catch (error) {
        return { kind: 'not-said', reason: reasonOf(error) }
      }
      last = await ask(way, signal)
      // What was not answered stays: a person sees it there, and a late answer has something to refer to.
      if (last.kind === 'answered') for (const { id } of said) await way.takeBack(id, signal)
      return last
    },
  }
}

function judge(
  read: MessengerAnswer<HeardMessage[]>,
  {
    said,
    expectFrom,
    clock,
  }: { said: readonly Said[]; expectFrom: string; clock: Pick<Clock, 'monotonicMs'> },
): RoundTripAnswer {
  if (read.kind === 'failed') return { kind: 'not-read', reason: read.reason }
  const theirs = read.value.filter(({ authorId }) => authorId === expectFrom)
  const answered = said.findLast(one => theirs.some(message => isAnswer(message, one)))
  if (answered !== undefined) return { kind: 'answered', afterMs: clock.monotonicMs() - answered.atMs }
  if (theirs.some(({ text, answersId }) => text === '' && answersId === null)) return { kind: 'unreadable' }
  const isThere = read.value.some(({ id }) => id === said.at(-1)?.id)
  return isThere ? { kind: 'silent' } : { kind: 'not-seen' }
}

/** It refers to ours, or carries its nonce. */
function isAnswer({ text, answersId }: HeardMessage, { id, nonce }: Said): boolean {
  return answersId === id || text.includes(nonce)
}
