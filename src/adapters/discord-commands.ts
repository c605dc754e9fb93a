import type { REST } from 'discord.js'
import type { RESTPostAPIApplicationCommandsJSONBody } from 'discord-api-types/v10'
import { askDiscord } from './discord-ask.ts'

type Commands = readonly RESTPostAPIApplicationCommandsJSONBody[]

interface Place {
  applicationId: string
  guildId: string
}

const withinMs = 2 * 60_000
/** What Discord adds to a command that does not speak of it. */
const addedByDiscord = [
  'id',
  'application_id',
  'guild_id',
  'version',
  'type',
  'contexts',
  'integration_types',
  'dm_permission',
]

/** Has Discord offer these commands in that server, and no others; asks first, and writes only a difference. Whether it wrote. Errors: DiscordRefusal. */
export async function offerCommands(
  rest: REST,
  { applicationId, guildId }: Place,
  commands: Commands,
  signal: AbortSignal,
): Promise<boolean> {
  const route = `/applications/${applicationId}/guilds/${guildId}/commands` as const
  const options = { untilMonotonicMs: performance.now() + withinMs, isRepeatable: true, signal }
  const query = new URLSearchParams({ with_localizations: 'true' })
  const offered = await askDiscord(() => rest.get(route, { query }), options)
  if (Array.isArray(offered) && areOffered(commands, offered)) return false
  await askDiscord(() => rest.put(route, { body: commands }), options)
  return true
}

function areOffered(commands: Commands, offered: readonly unknown[]): boolean {
  return (
    commands.length === offered.length &&
    commands.every(command =>
      offered.some(other => isSame(command, other) && kindOf(command) === kindOf(other)),
    )
  )
}

/** Commands are of the first kind (typed) unless they say otherwise. */
function kindOf(command: unknown): unknown {
  return isObject(command) ? (command.type ?? 1) : null
}

/** As Discord would understand them: what is left out, null, false or empty is the same. */
function isSame(one: unknown, other: unknown): boolean {
  if (isEmpty(one) || isEmpty(other)) return isEmpty(one) && isEmpty(other)
  if (Array.isArray(one) && Array.isArray(other))
    return one.length === other.length && one.every((item, index) => isSame(item, other[index]))
  if (isObject(one) && isObject(other)) {
    const isCommand = 'application_id' in other
    return [...new Set([...Object.keys(one), ...Object.keys(other)])]
      .filter(key => !(isCommand && one[key] === undefined && addedByDiscord.includes(key)))
      .every(key => isSame(one[key], other[key]))
  }
  return one === other
}

function isEmpty(value: unknown): boolean {
  if (value === undefined || value === null || value === false) return true
  return typeof value === 'object' && Object.values(value).every(isEmpty)
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null
}
