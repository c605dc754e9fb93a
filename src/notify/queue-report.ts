import type { Outbox } from '../ports/outbox.ts'
import type { World } from '../ports/world.ts'
import { renderDiscordMessage } from './discord-message.ts'
import type { DiscordWords } from './discord-words.ts'
import { kindOf, questionEndKind, questionKind } from './message-kinds.ts'
import { renderAnswered } from './question-message.ts'
import type { Report } from './report.ts'

/** Puts a report on disk to be said on Discord; false when this run's is there already (what it asks is a message of its own). Errors: E_OUTBOX. */
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
  if (report.question?.end && wasAsked(outbox, runId)) put(questionEndKind, renderAnswered(report, words))
  return put(kindOf(report), renderDiscordMessage(report, words, hasDesk ? {} : null))
}

function wasAsked(outbox: Outbox, runId: string): boolean {
  const said = outbox.list(['pending', 'sending', 'delivered'])
  return said.some(entry => entry.runId === runId && entry.kind === questionKind)
}
