import { discordText } from '../notify/discord-text.ts'
import type { DeskMessage } from '../ports/desk.ts'

/** What comes of a call. */
export interface Reply {
  /** For the one who called. */
  message: DeskMessage
  /** For the audit trail, in plain words. */
  result: string
  /** A message as it stands now; `messageId`: another one than that of the button. */
  rewrite?: { message: Partial<DeskMessage>; messageId?: string }
}

/** A few sentences of ours. What comes from outside must have gone through `discordText`. */
export function say(content: string): DeskMessage {
  return { content, embeds: [], components: [], allowed_mentions: { parse: [] } }
}

/** A reason as moltd gave it, in English, ready to stand in a sentence. */
export function quote(reason: string): string {
  return discordText(reason, 400)
}

/** The day and the minute, on the reader's own clock: fit to stand after "until". */
export function dateOf(ms: number): string {
  return `<t:${Math.floor(ms / 1000)}:f>`
}

/** "in 2 hours", as the reader's own Discord says it. */
export function when(ms: number): string {
  return `<t:${Math.floor(ms / 1000)}:R>`
}
