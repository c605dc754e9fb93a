import type { Outbox } from '../ports/outbox.ts'
import type { World } from '../ports/world.ts'
import { renderDiscordMessage } from './discord-message.ts'
import type { Report } from './report.ts'

/** Puts a report on disk to be said on Discord; false when this run's is there already. Errors: E_OUTBOX. */
export function queueReport(world: Pick<World, 'clock'>, outbox: Outbox, report: Report): boolean {
  const body = JSON.stringify(renderDiscordMessage(report))
  return outbox.enqueue({ runId: report.runId, kind: 'discord-report', body }, world.clock.nowMs())
}
