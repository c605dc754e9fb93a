import type { Config } from './schema.ts'

export interface Rule {
  name: string
  /** The key that the person changes. */
  path: readonly string[]
  /** Why the config breaks the rule, or null when it keeps it. */
  broken(config: Config): string | null
}

/** What must hold between keys; each key alone is the schema's business. */
export const rules: readonly Rule[] = [
  {
    name: 'each-driver-once',
    path: ['update', 'drivers'],
    broken: ({ update }) => {
      const twice = update.drivers.find((driver, index) => update.drivers.indexOf(driver) !== index)
      return twice === undefined ? null : `names ${twice} twice`
    },
  },
  {
    name: 'idle-limit-below-deadline',
    path: ['update', 'idleLimitSeconds'],
    broken: ({ update }) =>
      update.idleLimitSeconds < update.deadlineMinutes * 60
        ? null
        : `is ${update.idleLimitSeconds} s, which is not below update.deadlineMinutes (${update.deadlineMinutes} min)`,
  },
  {
    name: 'condemned-by-what-is-looked-at',
    path: ['verify', 'condemn', 'failures'],
    broken: ({ verify: { condemn } }) =>
      condemn.failures <= condemn.of
        ? null
        : `is ${condemn.failures}, more than the ${condemn.of} looks of verify.condemn.of: no check could ever fail`,
  },
  {
    name: 'whole-mirror-for-origin',
    path: ['mirror', 'origin'],
    broken: ({ mirror }) =>
      mirror.origin !== undefined && (mirror.depth > 0 || mirror.filter !== 'none')
        ? 'cannot be given a part only: leave out mirror.depth and mirror.filter'
        : null,
  },
  {
    name: 'one-webhook-source',
    path: ['notify', 'discord', 'webhookUrlEnv'],
    broken: ({ notify: { discord } }) =>
      discord.webhookUrlFile && discord.webhookUrlEnv
        ? 'stands beside notify.discord.webhookUrlFile; only one of the two may be there'
        : null,
  },
  {
    name: 'one-token-source',
    path: ['notify', 'discord', 'bot', 'tokenEnv'],
    broken: ({ notify: { discord } }) =>
      discord.bot.tokenFile && discord.bot.tokenEnv
        ? 'stands beside notify.discord.bot.tokenFile; only one of the two may be there'
        : null,
  },
  {
    name: 'bot-whole',
    path: ['notify', 'discord', 'bot'],
    broken: ({ notify: { discord } }) => {
      const { tokenFile, tokenEnv, guildId, channelId } = discord.bot
      const given = [tokenFile ?? tokenEnv, guildId, channelId].filter(value => value !== undefined)
      return given.length === 0 || given.length === 3
        ? null
        : 'needs a token (tokenFile or tokenEnv), guildId and channelId, all three'
    },
  },
  {
    name: 'round-trip-whole',
    path: ['checks', 'messageRoundTrip'],
    broken: ({ checks: { messageRoundTrip }, notify: { discord } }) => {
      const { channelId, expectFrom } = messageRoundTrip
      if (channelId === undefined && expectFrom === undefined) return null
      if (channelId === undefined || expectFrom === undefined) return 'needs channelId and expectFrom, both'
      return (discord.bot.tokenFile ?? discord.bot.tokenEnv) === undefined
        ? "needs moltd's own bot, which notify.discord.bot names"
        : null
    },
  },
]
