import { z } from 'zod'

const text = z.string().optional().catch(undefined)
const account = z.object({
  token: text,
  allowBots: z
    .union([z.boolean(), z.literal('mentions')])
    .optional()
    .catch(undefined),
})
const discord = z.looseObject({
  ...account.shape,
  accounts: z.record(z.string(), account).optional().catch(undefined),
})
const schema = z.object({ channels: z.object({ discord }) })

/**
 * Whether OpenClaw's Discord account of this id takes messages that a bot wrote (`allowBots`, off unless it is set); null: its config
 * does not say, or not in this file. Where the account cannot be told by its token, one that does is enough.
 */
export function hearsBots(document: unknown, botId: string): boolean | null {
  const section = schema.safeParse(document).data?.channels.discord
  if (section === undefined || '$include' in section) return null
  const accounts = [section, ...Object.values(section.accounts ?? {})]
  const own = accounts.filter(({ token }) => token !== undefined && botIdOf(token) === botId)
  return (own.length > 0 ? own : accounts).some(
    ({ allowBots = section.allowBots }) => allowBots !== undefined && allowBots !== false,
  )
}

/** A bot's token begins with its id. */
function botIdOf(token: string): string {
  return Buffer.from(token.split('.')[0] ?? '', 'base64').toString('latin1')
}
