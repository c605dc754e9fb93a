import type { DiscordWords } from '../notify/discord-words.ts'
import type { AuditTrail } from '../ports/audit-trail.ts'
import type { Clock } from '../ports/clock.ts'
import type { Log } from '../ports/log.ts'
import type { DeskCommands } from '../ports/own-commands.ts'
import type { DeskPolicy } from './authorise.ts'

/** All that the desk works with: little, since it sits in the daemon. */
export interface DeskWorld {
  audit: AuditTrail
  clock: Pick<Clock, 'nowMs'>
  log: Log
  own: DeskCommands
  policy: DeskPolicy
  words: DiscordWords
  /** Carries out one order after the other, so that each sees what the one before came to. */
  inTurn<T>(work: () => Promise<T>): Promise<T>
}
