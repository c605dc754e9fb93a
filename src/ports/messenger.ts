/** What somebody said in a channel, as far as we may see it. */
export interface HeardMessage {
  id: string
  authorId: string
  /** Empty where the service keeps it from us. */
  text: string
  /** Id of the message that it answers; null: it does not say so. */
  answersId: string | null
}

export type MessengerAnswer<T> = { kind: 'done'; value: T } | { kind: 'failed'; reason: string }

/** Speaks in one channel as anybody there does, and reads what others say. Rejects only when the signal is aborted; reasons hold no secrets. */
export interface Messenger {
  /** Our own id there, by which others can mention us. */
  readonly ownId: string
  /** Says something that one other hears of; under the same nonce it is the same message. Its id. */
  say(
    message: { text: string; mentionId: string; nonce: string },
    signal: AbortSignal,
  ): Promise<MessengerAnswer<string>>
  /** This message, when it is still there, and what came after it. */
  readFrom(id: string, signal: AbortSignal): Promise<MessengerAnswer<HeardMessage[]>>
  /** Takes back a message of our own, if that can be. */
  takeBack(id: string, signal: AbortSignal): Promise<void>
}
