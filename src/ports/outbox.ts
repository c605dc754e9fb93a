export interface OutboxMessage {
  runId: string
  /** What it is, `discord-report`: with the run, its identity. */
  kind: string
  /** As the voice takes it. */
  body: string
}

/** `sending` is written before a message leaves; found later, it may have arrived or not. */
export type OutboxState = 'pending' | 'sending' | 'delivered' | 'undeliverable'

/** A message of a run at one place: written down before it is sent, so that it is never said twice. */
export interface Post {
  /** What the service calls it; null: it was sent, and nobody knows whether it arrived. */
  messageId: string | null
}

export interface OutboxEntry extends OutboxMessage {
  /** Order of delivery. */
  sequence: number
  state: OutboxState
  enqueuedAtMs: number
  /** Times that it was sent, or was about to be. */
  attempts: number
  /** Not before; while `sending`, when another may take it over. */
  nextAttemptMs: number
  /** When it was delivered or given up. */
  endedAtMs: number | null
  lastError: string | null
}

/** Messages that must be said, on disk until they are; every write is synced when its method returns. Errors: E_OUTBOX. */
export interface Outbox {
  /** False when this run has already queued a message of this kind; that one stays as it is. */
  enqueue(message: OutboxMessage, nowMs: number): boolean
  /**
   * Takes the oldest open message if it is due, and marks it `sending` until `untilMs`; null when it is not due, is being sent by
   * another process, or there is none. Later messages wait for it: reports come in order.
   */
  claim(nowMs: number, untilMs: number): OutboxEntry | null
  /** When the oldest open message is due; null when all is said. */
  nextDueMs(): number | null
  markDelivered(sequence: number, nowMs: number): void
  /** `askedUntilMs`: the service itself does not want it before; null: it did not say. */
  postpone(
    sequence: number,
    until: { nextAttemptMs: number; askedUntilMs: number | null },
    error: string,
  ): void
  /** There is news: what waits is due now, or as soon as the service wants it. */
  hurry(nowMs: number): void
  giveUp(sequence: number, nowMs: number, error: string): void
  /** Oldest first. */
  list(states: readonly OutboxState[]): OutboxEntry[]
  /** Gives one open message a body that tells of the others too, which then count as delivered. */
  fold(into: number, others: readonly number[], body: string, nowMs: number): void
  /** What was said at a place under a key; null: nothing was ever sent. */
  post(key: string, place: string): Post | null
  rememberPost(key: string, place: string, post: Post, nowMs: number): void
  /** Forgets messages that ended before, and what was said where; how many messages. */
  forgetEnded(beforeMs: number): number
}
