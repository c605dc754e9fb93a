import type { Outbox } from '../ports/outbox.ts'
import type { World } from '../ports/world.ts'
import { renderDiscordMessage } from './discord-message.ts'
import type { DiscordWords } from './discord-words.ts'
import { kindOf } from './message-kinds.ts'
import type { Report } from './report.ts'

/** Puts a report on disk to be said on Discord; false when this run's is there already (what it asks is a message of its own). Errors: E_OUTBOX. */
export function queueReport(
  world: Pick<World, 'clock'>,
  outbox: Outbox,
  words: DiscordWords,
  report: Report,
): boolean {
  const body = JSON.stringify(renderDiscordMessage(report, words))
  return outbox.enqueue({ runId: report.runId, kind: kindOf(report), body }, world.clock.nowMs())
}
