import { reasonOf } from '../ports/errors.ts'
import type { Outbox, OutboxEntry } from '../ports/outbox.ts'
import type { Voice, VoiceAnswer } from '../ports/voice.ts'
import type { World } from '../ports/world.ts'
import { retryDelayMs } from './retry-delay.ts'
import { sayDuration } from './words.ts'

export interface DeliveryLimits {
  /** All that this may take; what is not said by then stays in the outbox. */
  budgetMs: number
  /** One attempt. */
  attemptMs: number
  /** A message older than this is given up. */
  giveUpAfterMs: number
}

export const deliveryLimits: DeliveryLimits = {
  budgetMs: 5_000,
  attemptMs: 4_000,
  giveUpAfterMs: 7 * 86_400_000,
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

/** With less time than this an attempt would only leave behind a message that may have arrived. */
const leastAttemptMs = 250

type Parts = Pick<World, 'clock' | 'log'>

/**
 * Says what is due, in order, within the budget; never rejects, so that a run's end does not depend on it.
 *
 * At least once: a webhook takes no nonce, so when a connection breaks after a message was sent, nobody can know whether it
 * arrived. It is sent again, and both carry the run's id.
 */
export async function deliverPending(
  world: Parts,
  outbox: Outbox,
  voice: Voice,
  limits: DeliveryLimits = deliveryLimits,
): Promise<Delivery> {
  const deadline = world.clock.monotonicMs() + limits.budgetMs
  const delivery: Delivery = { delivered: 0, undeliverable: 0, waitingBecause: null }
  try {
    while (await untilDue(world, outbox, deadline)) {
      const entry = claim(world, outbox, limits)
      if (entry === null) break
      const answer = await sayOnce(
        world,
        voice,
        entry,
        Math.min(limits.attemptMs, remaining(world, deadline)),
      )
      settle(world, outbox, voice, entry, answer, limits, delivery)
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
  const said = voice.say(entry.body, late.signal).catch((): VoiceAnswer => {
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
  limits: DeliveryLimits,
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
      giveUp(answer.reason)
      return
    case 'retry-later': {
      const age = nowMs - entry.enqueuedAtMs
      if (age >= limits.giveUpAfterMs) {
        giveUp(`${voice.name} did not take it for ${sayDuration(age)}: ${answer.reason}`)
        return
      }
      const key = `${entry.runId}/${entry.kind}`
      const delayMs = retryDelayMs({ key, number: entry.attempts, askedMs: answer.afterMs })
      outbox.postpone(entry.sequence, nowMs + delayMs, answer.reason)
      log.warn({ ...fields, reason: answer.reason, delayMs }, 'report not delivered yet')
    }
  }

  function giveUp(reason: string): void {
    outbox.giveUp(entry.sequence, nowMs, reason)
    delivery.undeliverable += 1
    log.error({ ...fields, reason }, 'report given up')
  }
}

function remaining({ clock }: Parts, deadline: number): number {
  return deadline - clock.monotonicMs()
}
