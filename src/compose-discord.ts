import { discordApiBase } from './adapters/discord-api-base.ts'
import type { Settings } from './config/load.ts'
import { readBot, readWebhookUrl } from './config/secrets.ts'
import type { RoundTripPlan } from './health/round-trip.ts'
import type { Ways } from './notify/deliver.ts'
import { discordBodies } from './notify/discord-bodies.ts'
import type { DiscordWords } from './notify/discord-words.ts'
import type { BotFinding, Voice, VoiceAnswer } from './ports/voice.ts'
import type { World } from './ports/world.ts'

/** The ways to Discord; its library is loaded when somebody says something. */
export interface DiscordOfApp {
  /** Where reports are said; null when the config names nobody. Errors: E_SECRET_…, E_WEBHOOK_URL. */
  ways(): Promise<Ways | null>
  /** How OpenClaw is written to; null when the config does not want that. */
  roundTrip(): RoundTripPlan | null
  /** What stands between the bot and its channel, one thing after the other; null when no bot is configured. Errors: E_SECRET_…. */
  examineBot(timeoutMs: number): Promise<{ invite: string; findings: BotFinding[] } | null>
  /** Whether that place is there, without saying anything; null when the config names nobody. Errors: E_SECRET_…, E_WEBHOOK_URL. */
  reachVoice(timeoutMs: number): Promise<VoiceAnswer | null>
}

export function discordOf(world: World, settings: Settings, words: DiscordWords): DiscordOfApp {
  const { environment } = world
  return {
    ways: async () => {
      const [bot, url] = [await readBot(world, settings), await readWebhookUrl(world, settings)]
      const apiBase = discordApiBase(environment)
      const voices: Voice[] = []
      if (bot !== null) {
        const { createDiscordBot } = await import('./adapters/discord-bot.ts')
        voices.push(createDiscordBot({ ...bot, apiBase, environment }))
      }
      if (url !== null) {
        const { createDiscordWebhook } = await import('./adapters/discord-webhook.ts')
        voices.push(createDiscordWebhook({ url, environment }))
      }
      const [first, ...others] = voices
      return first === undefined
        ? null
        : {
            voices: [first, ...others],
            bodies: discordBodies(words),
            hasDesk: bot !== null && isAllowed(settings),
          }
    },
    roundTrip: () => {
      const { channelId, expectFrom, timeoutSeconds } = settings.checks.messageRoundTrip
      if (channelId === undefined || expectFrom === undefined) return null
      return {
        expectFrom,
        timeoutMs: timeoutSeconds * 1000,
        messenger: async () => {
          const bot = await readBot(world, settings)
          if (bot === null) throw new Error('notify.discord.bot names none')
          const { createDiscordMessenger } = await import('./adapters/discord-messenger.ts')
          return createDiscordMessenger({
            token: bot.token,
            channelId,
            apiBase: discordApiBase(environment),
            environment,
          })
        },
      }
    },
    examineBot: async timeoutMs => {
      const bot = await readBot(world, settings)
      if (bot === null) return null
      const { examineBot, inviteLink } = await import('./adapters/discord-setup.ts')
      const options = { ...bot, apiBase: discordApiBase(environment), environment }
      return {
        invite: inviteLink(bot.token, bot.guildId),
        findings: await examineBot(options, AbortSignal.timeout(timeoutMs)),
      }
    },
    reachVoice: async timeoutMs => {
      const bot = await readBot(world, settings)
      if (bot !== null) {
        const { reachDiscordBot } = await import('./adapters/discord-bot.ts')
        const options = { ...bot, apiBase: discordApiBase(environment), environment }
        return reachDiscordBot(options, AbortSignal.timeout(timeoutMs))
      }
      const url = await readWebhookUrl(world, settings)
      if (url === null) return null
      const { reachDiscordWebhook } = await import('./adapters/discord-reach.ts')
      return reachDiscordWebhook({ url, environment, signal: AbortSignal.timeout(timeoutMs) })
    },
  }
}

/** Nobody answers to buttons as long as nobody may press them. */
function isAllowed({ notify }: Settings): boolean {
  const { users, roles } = notify.discord.bot.allow
  return users.length + roles.length > 0
}
