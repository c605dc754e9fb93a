import type { Outbox, OutboxEntry } from '../ports/outbox.ts'
import type { World } from '../ports/world.ts'
import { renderDiscordMessage } from './discord-message.ts'
import type { DiscordWords } from './discord-words.ts'
import { amendmentOf, kindOf, questionEndKind, questionKind } from './message-kinds.ts'
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
  if (report.question?.end && saidOf(outbox, runId, questionKind))
    put(questionEndKind, renderAnswered(report, words))
  const kind = kindOf(report)
  const message = renderDiscordMessage(report, words, hasDesk ? {} : null)
  if (put(kind, message)) return true
  const before = kind === questionKind ? undefined : saidOf(outbox, runId, kind)
  const body = JSON.stringify(message)
  if (before === undefined || before.body === body) return false
  if (before.state !== 'pending') return put(amendmentOf(kind), message)
  outbox.fold(before.sequence, [], body, world.clock.nowMs())
  return true
}

function saidOf(outbox: Outbox, runId: string, kind: string): OutboxEntry | undefined {
  const said = outbox.list(['pending', 'sending', 'delivered'])
  return said.find(entry => entry.runId === runId && entry.kind === kind)
}
