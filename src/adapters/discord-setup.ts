import { z } from 'zod'
import type { BotFinding } from '../ports/voice.ts'
import { type BotOptions, botIsShut } from './discord-bot.ts'
import { botIdOf } from './discord-bot-token.ts'
import { answerOf, openRest } from './discord-rest.ts'

/** All that the bot needs of its channel; nothing of its server. */
const needed = [
  ['View Channel', 10n],
  ['Send Messages', 11n],
  ['Embed Links', 14n],
  ['Read Message History', 16n],
] as const

const administrator = 1n << 3n

export function inviteLink(token: string, guildId: string): string {
  const permissions = needed.reduce((sum, [, bit]) => sum + (1n << bit), 0n)
  const query = new URLSearchParams({
    client_id: botIdOf(token),
    scope: 'bot',
    permissions: String(permissions),
    guild_id: guildId,
    disable_guild_select: 'true',
  })
  return `https://discord.com/oauth2/authorize?${query}`
}

/** Token, server, channel and permissions, one after the other; ends at the first that is not well, since the next needs it. */
export async function examineBot(
  options: BotOptions & { guildId: string },
  signal: AbortSignal,
): Promise<BotFinding[]> {
  const [{ Routes }, rest] = await Promise.all([import('discord.js'), openRest({ ...options, signal })])
  const botId = botIdOf(options.token)
  const findings: BotFinding[] = []

  async function look<T>(title: string, work: () => Promise<{ value: T; reason: string | null }>) {
    try {
      const { value, reason } = await work()
      findings.push({ title, isWell: reason === null, reason: reason ?? 'yes' })
      return reason === null ? value : null
    } catch (error) {
      const { reason } = answerOf(error, signal, botIsShut)
      findings.push({ title, isWell: false, reason: reason.replaceAll(options.token, '[token]') })
      return null
    }
  }

  const me = await look('Discord knows the token', async () => ({
    value: named.parse(await rest.get(Routes.user('@me'), { signal })),
    reason: null,
  }))
  if (me === null) return findings
  const guild = await look('the bot is in the server', async () => ({
    value: guildShape.parse(await rest.get(Routes.guild(options.guildId), { signal })),
    reason: null,
  }))
  if (guild === null) return findings
  const channel = await look('the channel is in that server', async () => {
    const value = channelShape.parse(await rest.get(Routes.channel(options.channelId), { signal }))
    return { value, reason: value.guild_id === options.guildId ? null : 'it is in another server' }
  })
  if (channel === null) return findings
  const member = await look('the bot can be looked up there', async () => ({
    value: memberShape.parse(await rest.get(Routes.guildMember(options.guildId, botId), { signal })),
    reason: null,
  }))
  if (member === null) return findings
  const granted = permissionsOf(botId, guild, member.roles, channel.permission_overwrites)
  for (const [name, bit] of needed) {
    const isWell = (granted & (1n << bit)) !== 0n
    findings.push({ title: `it may: ${name}`, isWell, reason: isWell ? 'yes' : 'no' })
  }
  return findings
}

const named = z.object({ id: z.string() })
const bits = z.string().transform(text => BigInt(text))
const guildShape = z.object({
  id: z.string(),
  roles: z.array(z.object({ id: z.string(), permissions: bits })),
})
const channelShape = z.object({
  guild_id: z.string().optional(),
  permission_overwrites: z.array(z.object({ id: z.string(), allow: bits, deny: bits })).default([]),
})
const memberShape = z.object({ roles: z.array(z.string()) })

/** As Discord reckons: roles together, then the channel's word on everyone, on roles, on the bot itself. */
function permissionsOf(
  botId: string,
  guild: z.infer<typeof guildShape>,
  roles: readonly string[],
  overwrites: z.infer<typeof channelShape>['permission_overwrites'],
): bigint {
  const base = guild.roles
    .filter(({ id }) => id === guild.id || roles.includes(id))
    .reduce((sum, { permissions }) => sum | permissions, 0n)
  if ((base & administrator) !== 0n) return ~0n
  const apply = (granted: bigint, ids: readonly string[]) => {
    const told = overwrites.filter(({ id }) => ids.includes(id))
    const denied = told.reduce((sum, { deny }) => sum | deny, 0n)
    return (granted & ~denied) | told.reduce((sum, { allow }) => sum | allow, 0n)
  }
  return apply(apply(apply(base, [guild.id]), roles), [botId])
}
