import { discordLook } from '../notify/discord-look.ts'
import { discordTitle, relativeTime } from '../notify/discord-message.ts'
import { discordCode, discordText } from '../notify/discord-text.ts'
import type { DiscordWords } from '../notify/discord-words.ts'
import type { Report } from '../notify/report.ts'
import type { DeskMessage } from '../ports/desk.ts'
import { card, joinUpTo } from './card.ts'

/** A line or two for each run, newest first. */
export function renderHistory(reports: readonly Report[], words: DiscordWords): DeskMessage {
  const { history } = words.desk
  const lines = reports.map(report => {
    const { outcome, dryRun, startedAt, runId } = report
    const title = discordText(discordTitle(report, words), 120)
    const said = dryRun ? `🧪 ${history.dryRun}` : `${discordLook(outcome).emoji} ${title}`
    return `${said}\n-# ${relativeTime(startedAt) ?? ''} · ${words.triggers[report.trigger]} · ${discordCode(runId, 40)}`
  })
  return card(`📜 **${history.title}**`, 0x6e_77_81, joinUpTo(lines, 3500) || history.none, [])
}
