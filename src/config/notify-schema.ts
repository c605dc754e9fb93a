import * as z from 'zod'
import { folder, snowflake } from './value-schemas.ts'

const allow = z.strictObject({
  users: z
    .array(snowflake)
    .default([])
    .meta({ description: 'Ids of people on Discord.', examples: [['1298765432109876545']] }),
  roles: z
    .array(snowflake)
    .default([])
    .meta({
      description: 'Ids of roles of the server: whoever has one of them.',
      examples: [['1298765432109876546']],
    }),
})

const bot = z.strictObject({
  tokenFile: folder.optional().meta({
    description: "File that holds the bot's token, never OpenClaw's; only you may read it (chmod 600).",
    examples: ['~/.config/moltd/discord-token'],
  }),
  tokenEnv: z
    .string()
    .regex(/^[A-Za-z_][A-Za-z0-9_]*$/, 'must be the name of an environment variable')
    .optional()
    .meta({
      description: 'Environment variable that holds the same token, instead of a file.',
      examples: ['MOLTD_DISCORD_TOKEN'],
    }),
  guildId: snowflake
    .optional()
    .meta({ description: 'Id of the one Discord server.', examples: ['1298765432109876543'] }),
  channelId: snowflake
    .optional()
    .meta({ description: 'Id of the one channel in it.', examples: ['1298765432109876544'] }),
  allow: allow
    .prefault({})
    .describe('Who may press buttons and give commands there; nobody may until one of the two is set.'),
})

const discord = z.strictObject({
  webhookUrlFile: folder.optional().meta({
    description:
      'File that holds the URL of the Discord webhook for reports; only you may read it (chmod 600).',
    examples: ['~/.config/moltd/discord-webhook'],
  }),
  webhookUrlEnv: z
    .string()
    .regex(/^[A-Za-z_][A-Za-z0-9_]*$/, 'must be the name of an environment variable')
    .optional()
    .meta({
      description: 'Environment variable that holds the same URL, instead of a file.',
      examples: ['MOLTD_DISCORD_WEBHOOK_URL'],
    }),
  bot: bot
    .prefault({})
    .describe(
      'A Discord bot of your own, which says each report exactly once; the webhook, if set too, is the other way.',
    ),
  upToDate: z
    .boolean()
    .default(false)
    .describe('Also report runs that found nothing newer; off, no news is good news.'),
})

/** Who is told how a run ended. */
export const notify = z.strictObject({
  locale: z
    .enum(['en', 'ja'])
    .default('en')
    .describe(
      'Language of what is said on Discord: en or ja; reasons that a check or OpenClaw gives stay in English.',
    ),
  discord: discord.prefault({}).describe('Reports by Discord webhook; without either key, none are sent.'),
  deadMansSwitchUrl: z
    .string()
    .regex(
      /^https:\/\/[^\s/?#]+\/[^\s?#]*[^\s?#/]$/,
      'must be an https address without a query and a slash at its end',
    )
    .optional()
    .meta({
      description:
        "Address of a dead-man's switch (healthchecks.io and the like) that is asked for when a run begins (/start), ends well, or needs a look (/fail).",
      examples: ['https://hc-ping.com/your-uuid'],
    }),
})
