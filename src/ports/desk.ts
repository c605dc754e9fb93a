import type {
  RESTPostAPIApplicationCommandsJSONBody,
  RESTPostAPIChannelMessageJSONBody,
} from 'discord-api-types/v10'

/** A message as Discord takes it, from a webhook as well as from a bot. */
export type DeskMessage = Pick<
  RESTPostAPIChannelMessageJSONBody,
  'content' | 'embeds' | 'components' | 'allowed_mentions'
>

interface Call {
  /** Discord's own id: a call that comes twice has the same one. */
  id: string
  /** By Discord's clock. */
  atMs: number
  /** null: outside of a server. */
  guildId: string | null
  channelId: string | null
  person: { id: string; name: string; roleIds: readonly string[] }
}

/** Somebody pressed a button of ours, or gave a command. Nobody has been asked yet whether they may. */
export type DeskCall =
  | (Call & { kind: 'press'; customId: string; messageId: string })
  /** `name` holds the subcommand, too: `moltd status`; `options` are those of the subcommand. */
  | (Call & { kind: 'command'; name: string; options: Readonly<Record<string, string | number | boolean>> })

/** The way back to the one who called. Each rejects with an Error whose message holds no secret. */
export interface DeskHand {
  /** Must come within 3 s of the call, unless the answer itself does: shows that we are at it. `private`: only the caller sees it. */
  defer(sight: 'private' | 'public'): Promise<void>
  /** The answer; a second one takes the place of the first. After `defer` its sight is the one given there. */
  answer(message: DeskMessage, sight: 'private' | 'public'): Promise<void>
  /**
   * Rewrites the message on which the pressed button is; what is not named stays. Before anything else it counts as the answer within 3 s;
   * on a message that only the caller sees, it must come before anything else. `messageId`: another one of ours in the channel instead,
   * which counts as no answer.
   */
  rewrite(message: Partial<DeskMessage>, messageId?: string): Promise<void>
}

export interface DeskSettings {
  token: string
  guildId: string
  channelId: string
  /** The commands that Discord is to offer in that server: all of ours, and no others. */
  commands: readonly RESTPostAPIApplicationCommandsJSONBody[]
}

/** `closed`: Discord does not let us in, and will not until a person changes something. */
export type DeskState =
  | { kind: 'connecting' }
  /** `trouble`: what does not work all the same; null: nothing. */
  | { kind: 'open'; trouble: string | null }
  | { kind: 'away'; reason: string }
  | { kind: 'closed'; reason: string }

/** A bot's place on Discord, where people come to it. */
export interface Desk {
  /**
   * Stays connected until the signal is aborted, and resolves then, or when Discord shuts it out. Calls are handed over one by one as they come;
   * what `onCall` rejects with is logged. Never rejects.
   */
  open(
    settings: DeskSettings,
    on: { call(call: DeskCall, hand: DeskHand): Promise<void>; state(state: DeskState): void },
    signal: AbortSignal,
  ): Promise<void>
}
