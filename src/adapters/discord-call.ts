import type { APIInteraction } from 'discord-api-types/v10'
import type { DeskCall } from '../ports/desk.ts'

/** Milliseconds of 2015-01-01, with which Discord's ids begin to count. */
const discordEpochMs = 1_420_070_400_000n

type Options = Record<string, string | number | boolean>

interface Option {
  name: string
  value?: string | number | boolean
  options?: readonly Option[]
}

/** A press of a button or a command, in our words; null: something that we never offered. */
export function toDeskCall(interaction: APIInteraction): DeskCall | null {
  const { id, member } = interaction
  const user = member?.user ?? interaction.user
  if (user === undefined) return null
  const call = {
    id,
    atMs: Number((BigInt(id) >> 22n) + discordEpochMs),
    guildId: interaction.guild_id ?? null,
    channelId: interaction.channel?.id ?? null,
    person: {
      id: user.id,
      name: member?.nick ?? user.global_name ?? user.username,
      roleIds: member?.roles ?? [],
    },
  }
  // Numbers, since Discord's names for them cost megabytes: 2 a command (of the first kind: typed), 3 a press (2: of a button).
  if (interaction.type === 2 && interaction.data.type === 1)
    return { ...call, kind: 'command', ...readCommand(interaction.data.name, interaction.data.options ?? []) }
  if (interaction.type === 3 && interaction.data.component_type === 2)
    return {
      ...call,
      kind: 'press',
      customId: interaction.data.custom_id,
      messageId: interaction.message.id,
    }
  return null
}

/** A subcommand is an option that has options; it becomes part of the name. */
function readCommand(name: string, given: readonly Option[]): { name: string; options: Options } {
  const [first] = given
  if (first !== undefined && first.value === undefined)
    return readCommand(`${name} ${first.name}`, first.options ?? [])
  const options: Options = {}
  for (const { name, value } of given) if (value !== undefined) options[name] = value
  return { name, options }
}
