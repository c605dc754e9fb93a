import type { Clock } from '../ports/clock.ts'
import type { CronReader } from '../ports/cron.ts'
import type { DeskState } from '../ports/desk.ts'
import type { Log } from '../ports/log.ts'
import type { DeskPlan, OwnCommands } from '../ports/own-commands.ts'
import type { Readiness } from '../ports/readiness.ts'
import type { RunWatch } from '../ports/run-watch.ts'
import type { SlotBook } from '../ports/slot-book.ts'
import type { TimeZones } from '../ports/time-zones.ts'

/** All that the daemon asks of the world: little, so that it is small while it waits. */
export interface DaemonWorld {
  book: SlotBook
  clock: Clock
  cron: CronReader
  /**
   * Opens the bot's place on Discord until the signal is aborted, or Discord shuts it out. Errors: E_SECRET_…, E_DISCORD_API.
   */
  openDesk(plan: DeskPlan, onState: (state: DeskState) => void, signal: AbortSignal): Promise<void>
  log: Log
  own: OwnCommands
  readiness: Readiness
  runs: RunWatch
  timeZones: TimeZones
}
