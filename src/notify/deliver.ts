import { MoltdError, reasonOf } from '../ports/errors.ts'
import type { Outbox, OutboxEntry } from '../ports/outbox.ts'
import type { Voice, VoiceAnswer } from '../ports/voice.ts'
import type { World } from '../ports/world.ts'
import { foldOld } from './fold-old.ts'
import { publish } from './publish.ts'
import { retryDelayMs } from './retry-delay.ts'
import type { VoiceBodies } from './voice-bodies.ts'
import { sayDuration } from './words.ts'

export interface DeliveryLimits {
  /** All that this may take; what is not said by then stays in the outbox. */
  budgetMs: number
  /** One attempt. */
  attemptMs: number
}

export const deliveryLimits: DeliveryLimits = {
  budgetMs: 5_000,
  attemptMs: 4_000,
}

export interface Delivery {
  delivered: number
  /** Given up now; they stay in the outbox with the reason, for `moltd status`. */
  undeliverable: number
  /** Why the next one still waits; null when nothing does. */
  waitingBecause: string | null
}

/** For so long `moltd status` can tell what was given up. */
const keepEndedMs = 90 * 86_400_000

/** A way that a person must open is tried so often: often enough that they see it work. */
const shutMs = 5 * 60_000

/** With less time than this an attempt would only leave behind a message that may have arrived. */
const leastAttemptMs = 250

type Parts = Pick<World, 'clock' | 'log'>

/** Where to say it: the first that is open; and how bodies are changed on the way. */
export interface Ways {
  voices: readonly [Voice, ...Voice[]]
  bodies: VoiceBodies
  /** Somebody answers to buttons at the first of them. */
  hasDesk: boolean
}

/**
 * Says what is due, in order, within the budget; never rejects, so that a run's end does not depend on it. Nothing is given up but
 * what Discord itself refuses to take: a way that is shut is tried again, and old messages are folded into one.
 */
export async function deliverPending(
  world: Parts,
  outbox: Outbox,
  ways: Ways,
  limits: DeliveryLimits = deliveryLimits,
): Promise<Delivery> {
  const deadline = world.clock.monotonicMs() + limits.budgetMs
  const delivery: Delivery = { delivered: 0, undeliverable: 0, waitingBecause: null }
  try {
    foldOld(outbox, ways.voices, ways.bodies.fold, world.clock.nowMs())
    while (await untilDue(world, outbox, deadline)) {
      const entry = claim(world, outbox, limits)
      if (entry === null) break
      const timeoutMs = Math.min(limits.attemptMs, remaining(world, deadline))
      const said = await sayByFirstOpenWay(world, outbox, ways, entry, timeoutMs)
      settle(world, outbox, said.voice, entry, said.answer, delivery)
    }
    outbox.forgetEnded(world.clock.nowMs() - keepEndedMs)
    const [next] = outbox.list(['pending', 'sending'])
    return { ...delivery, waitingBecause: next ? (next.lastError ?? 'it was not tried yet') : null }
  } catch (error) {
    // The report is on disk or the disk is at fault; either way the run is over and must end as it ended.
    world.log.error({ error: reasonOf(error) }, 'the outbox cannot be delivered')
    return { ...delivery, waitingBecause: reasonOf(error) }
  }
}

/** A way that is shut is told of on the next one. */
async function sayByFirstOpenWay(
  world: Parts,
  outbox: Outbox,
  { voices, bodies }: Ways,
  entry: OutboxEntry,
  timeoutMs: number,
): Promise<{ voice: Voice; answer: VoiceAnswer }> {
  let shut: string | null = null
  let said: { voice: Voice; answer: VoiceAnswer } | null = null
  for (const voice of voices) {
    const body: string = shut === null ? entry.body : bodies.withNotice(entry.body, shut)
    const answer = await sayOnce(world, outbox, voice, { ...entry, body }, timeoutMs)
    if (answer.kind === 'closed') {
      world.log.error({ voice: voice.name, reason: answer.reason }, 'a way to Discord is shut')
      shut = answer.reason
      said ??= { voice, answer }
      continue
    }
    return { voice, answer }
  }
  return said ?? { voice: voices[0], answer: { kind: 'closed', reason: 'there is no way' } }
}

/** Waits for the oldest message if it is due within the budget; whether it really is due, claiming it tells. */
async function untilDue(world: Parts, outbox: Outbox, deadline: number): Promise<boolean> {
  while (remaining(world, deadline) >= leastAttemptMs) {
    const due = outbox.nextDueMs()
    if (due === null) return false
    const waitMs = due - world.clock.nowMs()
    if (waitMs <= 0 || waitMs >= remaining(world, deadline)) return true
    await world.clock.sleep(waitMs)
  }
  return false
}

/** The claim outlives the attempt a little, so that a process which dies meanwhile does not block the message for long. */
function claim({ clock }: Parts, outbox: Outbox, { attemptMs }: DeliveryLimits): OutboxEntry | null {
  const nowMs = clock.nowMs()
  return outbox.claim(nowMs, nowMs + attemptMs * 2)
}

/** One attempt that ends in time, whatever the voice does. */
async function sayOnce(
  { clock }: Parts,
  outbox: Outbox,
  voice: Voice,
  entry: OutboxEntry,
  timeoutMs: number,
): Promise<VoiceAnswer> {
  const late = new AbortController()
  const ended = new AbortController()
  const reason = `no answer within ${sayDuration(timeoutMs)}`
  const overdue = clock.sleep(timeoutMs, ended.signal).then(
    (): VoiceAnswer => {
      late.abort(new Error(reason))
      return { kind: 'retry-later', afterMs: null, reason }
    },
    () => new Promise<never>(() => undefined), // the answer came first
  )
  const said = publish(outbox, voice, entry, clock.nowMs(), late.signal).catch((error): VoiceAnswer => {
    if (error instanceof MoltdError) throw error // E_OUTBOX: not the voice's doing
    // A voice that breaks its word; what it threw might hold its secret.
    return { kind: 'retry-later', afterMs: null, reason: `${voice.name} cannot be reached: unexpected error` }
  })
  try {
    return await Promise.race([said, overdue])
  } finally {
    ended.abort()
  }
}

function settle(
  { clock, log }: Parts,
  outbox: Outbox,
  voice: Voice,
  entry: OutboxEntry,
  answer: VoiceAnswer,
  delivery: Delivery,
): void {
  const nowMs = clock.nowMs()
  const fields = { runId: entry.runId, voice: voice.name, attempt: entry.attempts }
  switch (answer.kind) {
    case 'delivered':
      outbox.markDelivered(entry.sequence, nowMs)
      delivery.delivered += 1
      log.info(fields, 'report delivered')
      return
    case 'permanent':
      outbox.giveUp(entry.sequence, nowMs, answer.reason)
      delivery.undeliverable += 1
      log.error({ ...fields, reason: answer.reason }, 'report given up')
      return
    case 'closed':
    case 'retry-later': {
      const key = `${entry.runId}/${entry.kind}`
      const askedMs = answer.kind === 'closed' ? shutMs : answer.afterMs
      const delayMs = retryDelayMs({ key, number: entry.attempts, askedMs })
      const isAsked = answer.kind === 'retry-later' && answer.afterMs !== null
      const nextAttemptMs = nowMs + delayMs
      outbox.postpone(
        entry.sequence,
        { nextAttemptMs, askedUntilMs: isAsked ? nextAttemptMs : null },
        answer.reason,
      )
      log.warn({ ...fields, reason: answer.reason, delayMs }, 'report not delivered yet')
    }
  }
}

function remaining({ clock }: Parts, deadline: number): number {
  return deadline - clock.monotonicMs()
}
