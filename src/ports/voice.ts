export type VoiceAnswer =
  | { kind: 'delivered' }
  /** Not now; `afterMs` is what the service asked for, null when it said nothing. */
  | { kind: 'retry-later'; afterMs: number | null; reason: string }
  /** Never: the address or the message is refused, and a second try would be too. */
  | { kind: 'permanent'; reason: string }

/** Someone to tell, outside of the gateway. */
export interface Voice {
  /** For a person: `Discord`. */
  readonly name: string
  /**
   * Says one message, in the service's own JSON. Never rejects, and answers soon after the signal is aborted; reasons hold no
   * secrets.
   */
  say(message: string, signal: AbortSignal): Promise<VoiceAnswer>
}
