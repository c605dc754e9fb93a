import { ComponentType, GatewayDispatchEvents } from 'discord-api-types/v10'
import type { ChannelMessage } from '../../doubles/discord-channel.ts'
import { type Caller, type Interaction, owner } from '../../doubles/discord-interactions.ts'
import { type DiscordServer, startDiscordServer } from '../../doubles/discord-server.ts'
import type { Host } from '../machine/host.ts'
import { waitFor } from '../machine/poll.ts'
import { daemonUnit } from './daemon-in-host.ts'

const tokenFile = '.config/moltd/discord-token'

/** A Discord on this machine's loopback that the host's moltd has a bot on, and people who press its buttons. */
export interface DiscordOfHost {
  discord: DiscordServer
  /** The part of the config that names the bot, and `owner` as the one who may use it. */
  notify: object
  /** What everybody sees, oldest first. */
  messages(): ChannelMessage[]
  /** Waits for a message whose first line says so. */
  waitForMessage(words: RegExp, timeoutMs: number): Promise<ChannelMessage>
  waitForBot(timeoutMs: number): Promise<void>
  /** A person gives a command. */
  command(words: string): Interaction
  /** A person presses a button of this kind on a message. */
  press(kind: string, on: ChannelMessage, person?: Caller): Interaction
  /** Waits for what the bot says to it. */
  waitForAnswer(to: Interaction, words: RegExp, timeoutMs: number): Promise<ChannelMessage>
  close(): Promise<void>
}

/** Also tells the services of the host where that Discord is; takes effect when they are started. */
export async function discordOfHost(host: Host): Promise<DiscordOfHost> {
  const discord = await startDiscordServer()
  const { token, guildId, channelId } = discord.bot
  await host.writeFile(tokenFile, token, 0o600)
  await host.writeFile(
    `.config/systemd/user/${daemonUnit}.d/discord.conf`,
    `[Service]\nEnvironment=MOLTD_DISCORD_API=${discord.apiBase}\nRestartSec=2\n`,
  )
  const enter = (interaction: Interaction) => {
    discord.gateway.dispatch({ t: GatewayDispatchEvents.InteractionCreate, d: interaction.payload })
    return interaction
  }
  return {
    discord,
    notify: {
      discord: { bot: { tokenFile: `~/${tokenFile}`, guildId, channelId, allow: { users: [owner.id] } } },
    },
    messages: () => discord.bot.messages,
    waitForMessage: (words, timeoutMs) =>
      waitFor(
        `Discord to be told ${words}`,
        timeoutMs,
        async () => discord.bot.messages.find(({ content }) => words.test(content)) ?? null,
        20,
      ),
    waitForBot: async timeoutMs => {
      await waitFor('the bot to connect', timeoutMs, async () => discord.gateway.isAttended())
    },
    command: words => enter(discord.interactions.command(words)),
    press: (kind, on, person = owner) =>
      enter(discord.interactions.press(idOfButton(kind, on), on.id, { person })),
    waitForAnswer: (to, words, timeoutMs) =>
      waitFor(`the bot to answer ${words}`, timeoutMs, async () => {
        const said = [to.original, ...to.followUps].filter(one => one !== null)
        return said.find(one => words.test(JSON.stringify([one.content, one.embeds]))) ?? null
      }),
    close: () => discord.close(),
  }
}

/** The kinds of buttons on a message: `ask-rollback`, `details`. */
export function buttonsOn(message: ChannelMessage): string[] {
  return idsOn(message).map(id => id.split(' ')[1] ?? '')
}

function idOfButton(kind: string, message: ChannelMessage): string {
  const id = idsOn(message).find(one => one.split(' ')[1] === kind)
  if (id !== undefined) return id
  throw new Error(`there is no button "${kind}" on "${message.content}", only ${buttonsOn(message)}`)
}

function idsOn({ components = [] }: ChannelMessage): string[] {
  return components.flatMap(row =>
    row.type !== ComponentType.ActionRow
      ? []
      : row.components.flatMap(one => ('custom_id' in one ? [one.custom_id] : [])),
  )
}
