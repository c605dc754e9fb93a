import { reasonOf } from '../ports/errors.ts'
import type { Outbox } from '../ports/outbox.ts'
import type { World } from '../ports/world.ts'
import { type Delivery, type DeliveryLimits, deliverPending, type Ways } from './deliver.ts'
import type { DiscordWords } from './discord-words.ts'
import { queueReport } from './queue-report.ts'
import type { Report } from './report.ts'

/** Queues a report, and says it with all that waits; never rejects, and takes no longer than the budget: the run is over. */
export async function sayReport(
  world: Pick<World, 'clock' | 'log'>,
  openOutbox: () => Outbox,
  { words, ways }: { words: DiscordWords; ways: Ways },
  report: Report,
  limits?: DeliveryLimits,
): Promise<Delivery> {
  try {
    const outbox = openOutbox()
    const isNews = queueReport(world, outbox, { words, hasDesk: ways.hasDesk }, report)
    if (isNews) outbox.hurry(world.clock.nowMs()) // it comes after what waits, and must not wait with it
    return await deliverPending(world, outbox, ways, limits)
  } catch (error) {
    // E_OUTBOX: the disk is at fault. The report is in the history, and the run must end as it ended.
    world.log.error({ runId: report.runId, error: reasonOf(error) }, 'the report cannot be queued')
    return { delivered: 0, undeliverable: 0, waitingBecause: reasonOf(error) }
  }
}
