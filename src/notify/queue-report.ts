import type { Outbox } from '../ports/outbox.ts'
import type { World } from '../ports/world.ts'
import { renderDiscordMessage } from './discord-message.ts'
import type { Report } from './report.ts'

/** Puts a report on disk to be said on Discord; false when this run's is there already (what it asks is a message of its own). Errors: E_OUTBOX. */
export function queueReport(world: Pick<World, 'clock'>, outbox: Outbox, report: Report): boolean {
  const body = JSON.stringify(renderDiscordMessage(report))
  const kind =
    report.outcome === 'awaiting-approval' && report.question?.end === null
      ? 'discord-question'
      : 'discord-report'
  return outbox.enqueue({ runId: report.runId, kind, body }, world.clock.nowMs())
}
