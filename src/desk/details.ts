import type { APIEmbedField } from 'discord-api-types/v10'
import { discordLook } from '../notify/discord-look.ts'
import { discordCommands, discordTitle } from '../notify/discord-message.ts'
import { discordCode, discordText } from '../notify/discord-text.ts'
import type { DiscordWords } from '../notify/discord-words.ts'
import { clip, plainLine } from '../notify/plain-text.ts'
import type { Report } from '../notify/report.ts'
import type { Reply } from './reply.ts'

const most = { phases: 12, checks: 6, reasons: 4, drivers: 3 } as const

/** What the report's message leaves out, for one who wants to know more; below every limit whatever it holds. */
export function showDetails(report: Report, words: DiscordWords): Reply {
  const { emoji, colour } = discordLook(report.outcome)
  const { labels, desk } = words
  const checks = [...(report.verdict?.checks ?? report.preflight)].filter(({ answer }) => answer !== 'pass')
  const fields: APIEmbedField[] = [
    list(
      labels.error,
      report.error === null ? [] : [report.error],
      1,
      ({ code, message }) => `${discordCode(code, 40)} ${discordText(message, 200)}`,
    ),
    list(labels.next, report.nextStep === null ? [] : [report.nextStep], 1, text =>
      discordCommands(text, 250),
    ),
    list(desk.labels.phases, report.phases, most.phases, ({ name, status, durationMs }) => {
      const mark = { done: '✓', running: '▸', skipped: '–', failed: '✗', interrupted: '✗' }[status]
      return `${mark} ${words.phases[name]}${durationMs === null ? '' : ` · ${words.duration(durationMs)}`}`
    }),
    list(desk.labels.drivers, report.drivers, most.drivers, ({ name, outcome, reason }) =>
      discordText(`${name}: ${outcome}${reason === '' ? '' : `, ${reason}`}`, 150),
    ),
    list(labels.checks, checks, most.checks, ({ answer, title, reason }) =>
      discordText(`${answer === 'fail' ? '✗' : '?'} ${title}: ${reason}`, 130),
    ),
    list(desk.labels.reasons, report.reasons, most.reasons, reason => `· ${discordText(reason, 150)}`),
    list(labels.recovery, report.recoveryPoint === null ? [] : [report.recoveryPoint], 1, ({ id, path }) =>
      [discordCode(id, 80), discordCode(path, 200)].join('\n'),
    ),
    list(labels.setAside, report.setAside === null ? [] : [report.setAside], 1, path =>
      discordCode(path, 200),
    ),
    list(labels.evidence, report.evidence === null ? [] : [report.evidence], 1, path =>
      discordCode(path, 200),
    ),
  ].filter(({ value }) => value.trim() !== '')
  return {
    message: {
      content: `${emoji} **${discordText(discordTitle(report, words), 150)}**`,
      embeds: [
        {
          color: colour,
          description: discordText(report.headline, 300) || '-',
          fields,
          footer: { text: clip(plainLine(words.run(report.runId)), 100) },
        },
      ],
      components: [],
      allowed_mentions: { parse: [] },
    },
    result: 'shown',
  }
}

function list<T>(name: string, all: readonly T[], most: number, say: (one: T) => string): APIEmbedField {
  const lines = all.slice(0, most).map(say)
  const more = all.length > most ? [`… ${all.length - most}`] : []
  return { name, value: [...lines, ...more].join('\n').slice(0, 1024), inline: false }
}
