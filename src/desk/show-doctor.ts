import { z } from 'zod'
import { discordCommands } from '../notify/discord-message.ts'
import { discordText } from '../notify/discord-text.ts'
import type { DiscordWords } from '../notify/discord-words.ts'
import type { DeskMessage } from '../ports/desk.ts'
import { card, joinUpTo } from './card.ts'

/** As `moltd doctor` prints it, worst first. */
export const findings = z.object({
  findings: z.array(
    z.object({
      name: z.string(),
      severity: z.enum(['broken', 'warning', 'note', 'fine']),
      reason: z.string(),
      fix: z.string().nullable(),
    }),
  ),
})

const most = 8
const marks = { broken: '🔴', warning: '🟡', note: '🔵', fine: '🟢' } as const

/** Only what is not well: that is what somebody does something about. */
export function renderFindings(
  { findings: all }: z.infer<typeof findings>,
  { desk }: DiscordWords,
): DeskMessage {
  const count = (severity: string) => all.filter(one => one.severity === severity).length
  const [broken, warnings] = [count('broken'), count('warning')]
  const notable = all.filter(({ severity }) => severity === 'broken' || severity === 'warning')
  const lines = notable.slice(0, most).map(({ name, severity, reason, fix }) => {
    const line = `${marks[severity]} **${discordText(name, 40)}**: ${discordText(reason, 160)}`
    return fix === null ? line : `${line}\n-# → ${discordCommands(fix, 160)}`
  })
  const title = notable.length === 0 ? desk.doctor.well(all.length) : desk.doctor.found(broken, warnings)
  const rest = notable.length > lines.length ? [desk.doctor.more] : []
  const colour = broken > 0 ? 0xcf_22_2e : warnings > 0 ? 0xd4_a7_2c : 0x2e_a0_43
  return card(
    `${broken > 0 ? marks.broken : warnings > 0 ? marks.warning : marks.fine} **${title}**`,
    colour,
    joinUpTo([...lines, ...rest], 3500),
    [],
  )
}
