import type { OutboxEntry } from '../ports/outbox.ts'

/** What delivery does with bodies without knowing their language. */
export interface VoiceBodies {
  /** Several messages as one. */
  fold(entries: readonly OutboxEntry[]): string
  /** The same message, which also says that the usual way is shut. */
  withNotice(body: string, reason: string): string
}
