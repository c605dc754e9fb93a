import { type DiscordMessage, relativeTime, shortened } from './discord-message.ts'
import { discordText } from './discord-text.ts'
import type { DiscordWords } from './discord-words.ts'
import { clip, plainLine } from './plain-text.ts'
import type { Report } from './report.ts'

const colour = 0x09_69_da
const most = 9

/** How far a run is: phases that are over, the one at work, and what it waits for. Its clock is Discord's own, which runs by itself. */
export function renderDiscordProgress(
  report: Report,
  waitingFor: string | null,
  words: DiscordWords,
): DiscordMessage {
  const isBack = report.phases.some(({ name }) => name === 'rollback')
  const said = (isBack ? words.goingBack : words.atWork)(shortened(report))
  const phases = report.phases.filter(({ name }) => name !== 'decide').slice(-most)
  const lines = phases.map(({ name, status, startedAt, durationMs }) => {
    const phase = words.phases[name]
    if (durationMs !== null)
      return `${status === 'done' ? '✓' : '✗'} ${phase} · ${words.duration(durationMs)}`
    return `▸ **${phase}** · ${words.since(relativeTime(startedAt) ?? '')}`
  })
  const waits = waitingFor === null ? [] : [`-# ${words.waitsFor(discordText(waitingFor, 150))}`]
  const text = [...lines, ...waits].join('\n')
  const parts = [words.where(report.unit, report.host ?? null), words.run(report.runId)]
  return {
    content: `⏳ **${discordText(said, 150)}**`,
    embeds: [
      {
        color: colour,
        ...(text === '' ? {} : { description: text }),
        footer: { text: clip(plainLine(parts.filter(part => part !== '').join(' · ')), 200) },
      },
    ],
    allowed_mentions: { parse: [] },
  }
}
