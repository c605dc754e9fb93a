export interface Saying {
  /** Identity of the message; said again under the same key, it is the same message. */
  key: string
  /** In the service's own JSON. */
  body: string
  /** What the service calls the message when it is there already: it is rewritten, not said anew. */
  messageId: string | null
  /** It is to be heard: instead of being rewritten, a message that is there makes way for a new one. */
  isLoud: boolean
  /** It was sent before, and nobody knows whether it arrived. */
  mayBeThere: boolean
}

export type VoiceAnswer =
  /** `messageId`: what the service calls it, to rewrite it later. */
  | { kind: 'delivered'; messageId: string | null }
  /** Not now; `afterMs` is what the service asked for, null when it said nothing. */
  | { kind: 'retry-later'; afterMs: number | null; reason: string }
  /** The way itself is shut: address unknown, secret revoked, permission gone. A person opens it again. */
  | { kind: 'closed'; reason: string }
  /** Never: the message is refused, and a second try would be too. */
  | { kind: 'permanent'; reason: string }

/** Someone to tell, outside of the gateway. */
export interface Voice {
  /** For a person: `Discord`. */
  readonly name: string
  /** Which place it speaks to, without its secret: a message said at another one cannot be rewritten here. */
  readonly place: string
  /** Says one message. Never rejects, and answers soon after the signal is aborted; reasons hold no secrets. */
  say(saying: Saying, signal: AbortSignal): Promise<VoiceAnswer>
}

/** One thing that must be so for a bot to speak. */
export interface BotFinding {
  /** A claim: "the bot is in the server". */
  title: string
  isWell: boolean
  reason: string
}
