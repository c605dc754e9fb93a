import { z } from 'zod'
import { relativeTime } from '../notify/discord-message.ts'
import { discordText } from '../notify/discord-text.ts'
import type { DiscordWords } from '../notify/discord-words.ts'
import type { DeskMessage } from '../ports/desk.ts'
import { card } from './card.ts'

/** What is shown of what `moltd plan` prints. */
export const plan = z.object({
  unit: z.string(),
  installed: z.string(),
  offered: z.string().nullable(),
  runs: z.array(
    z.object({
      startsAt: z.string(),
      decision: z.enum(['update', 'up-to-date', 'held', 'awaiting-approval', 'blocked']),
      reasons: z.array(z.string()),
    }),
  ),
})

/** What is on offer, and what the next run does about it; where it leaves it, also the first that takes it. */
export function renderCheck(
  { installed, offered, runs, unit }: z.infer<typeof plan>,
  { desk }: DiscordWords,
): DeskMessage {
  const { check } = desk
  const [has, offers] = [discordText(installed, 40), offered === null ? null : discordText(offered, 40)]
  const isNewest = runs[0]?.decision === 'up-to-date'
  const title =
    offers === null ? check.nothingOffered(has) : isNewest ? check.upToDate(has) : check.offers(has, offers)
  const [next] = runs
  const taking = runs.find(({ decision }) => decision === 'update')
  const taken = taking === undefined ? [] : [`✅ ${check.willUpdate(offers ?? '', timeOf(taking))}`]
  const stays =
    next === undefined || next.decision === 'update' || isNewest
      ? []
      : [`⏸️ ${check.stays[next.decision](timeOf(next))}`, `> ${discordText(next.reasons.at(-1) ?? '', 300)}`]
  const lines = next === undefined ? [check.noRun] : [...stays, ...taken]
  const sign = isNewest ? '🆗' : '🆕'
  return card(`${sign} **${title}**`, isNewest ? 0x6e_77_81 : 0x09_69_da, lines.join('\n'), [
    [desk.labels.gateway, [discordText(unit, 100)]],
  ])
}

function timeOf({ startsAt }: { startsAt: string }): string {
  return relativeTime(startsAt) ?? ''
}
