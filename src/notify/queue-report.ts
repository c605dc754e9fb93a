import type { Outbox, OutboxEntry } from '../ports/outbox.ts'
import type { World } from '../ports/world.ts'
import { renderDiscordMessage } from './discord-message.ts'
import type { DiscordWords } from './discord-words.ts'
import { amendmentOf, isAmendmentOf, kindOf, questionEndKind, questionKind } from './message-kinds.ts'
import { renderAnswered } from './question-message.ts'
import type { Report } from './report.ts'

/**
 * Puts a report on disk to be said on Discord; false when it is there already (what a run asks is a message of its own). What has been added to
 * it since rewrites it, without a sound. Errors: E_OUTBOX.
 */
export function queueReport(
  world: Pick<World, 'clock'>,
  outbox: Outbox,
  { words, hasDesk }: { words: DiscordWords; hasDesk: boolean },
  report: Report,
): boolean {
  const { runId } = report
  const put = (kind: string, message: unknown) =>
    outbox.enqueue({ runId, kind, body: JSON.stringify(message) }, world.clock.nowMs())
  // What was asked and is over has no buttons any more, wherever the answer came from.
  const wasAsked = saidOf(outbox, runId).some(one => one.kind === questionKind)
  if (report.question?.end && wasAsked) put(questionEndKind, renderAnswered(report, words))
  const kind = kindOf(report)
  const message = renderDiscordMessage(report, words, hasDesk ? {} : null)
  if (put(kind, message)) return true
  if (kind === questionKind) return false
  const said = saidOf(outbox, runId).filter(one => one.kind === kind || isAmendmentOf(kind, one.kind))
  const last = said.at(-1)
  const body = JSON.stringify(message)
  if (last === undefined || last.body === body) return false
  if (last.state !== 'pending') return put(amendmentOf(kind, said.length), message)
  outbox.fold(last.sequence, [], body, world.clock.nowMs())
  return true
}

/** What of a run is on its way, or there; oldest first. */
function saidOf(outbox: Outbox, runId: string): OutboxEntry[] {
  return outbox.list(['pending', 'sending', 'delivered']).filter(entry => entry.runId === runId)
}
