import type { DeskCall } from '../ports/desk.ts'

/** Who may do something from Discord, and where. */
export interface DeskPolicy {
  guildId: string
  channelId: string
  allow: { users: readonly string[]; roles: readonly string[] }
}

export type Ruling = 'allowed' | 'elsewhere' | 'nobody' | 'unlisted'

/** Whether this person may do anything here; pure. Names count for nothing: anybody can take one. */
export function authorise({ guildId, channelId, person }: DeskCall, { allow, ...place }: DeskPolicy): Ruling {
  if (guildId !== place.guildId || channelId !== place.channelId) return 'elsewhere'
  if (allow.users.length + allow.roles.length === 0) return 'nobody'
  const isListed =
    allow.users.includes(person.id) || person.roleIds.some(roleId => allow.roles.includes(roleId))
  return isListed ? 'allowed' : 'unlisted'
}
