import { type DiscordMessage, renderDiscordMessage } from './discord-message.ts'
import { discordText } from './discord-text.ts'
import type { DiscordWords } from './discord-words.ts'
import type { Report } from './report.ts'

/** The report as it stood while its question was open. */
export function asAsked(report: Report): Report {
  const { question } = report
  if (!question) return report
  return {
    ...report,
    outcome: 'awaiting-approval',
    headline: question.text,
    nextStep: null,
    error: null,
    question: { ...question, end: null },
  }
}

/** The message of a question that has ended: the same, without buttons, and with what became of it. */
export function renderAnswered(report: Report, words: DiscordWords): DiscordMessage {
  const { desk } = words
  const { kind, choice, by } = report.question?.end ?? { kind: 'withdrawn', choice: null, by: null }
  const said =
    choice === null || kind === 'withdrawn'
      ? desk.saidInVain
      : by === null
        ? desk.saidByNobody(choice)
        : desk.saidElsewhere(discordText(by.replace(/^discord: (.*) \(\d+\)$/, '$1'), 80), choice)
  return renderDiscordMessage(asAsked(report), words, { orders: [], said })
}
