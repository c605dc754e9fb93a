import JSON5 from 'json5'
import { z } from 'zod'

export interface ConfigPaths {
  /** What a user would miss at once: top-level keys, channels, their accounts, agents. */
  sections: string[]
  /** Every key path that holds a value; never the value. */
  leaves: string[]
}

const tree = z.record(z.string(), z.unknown())
const named = z.array(z.object({ id: z.string() }))

/** Written by OpenClaw for itself. */
const housekeeping = ['meta', 'wizard']

/** Null when the text is no config at all. */
export function readConfigPaths(text: string): ConfigPaths | null {
  const config = tree.safeParse(parse(text)).data
  if (config === undefined) return null
  const keys = Object.keys(config).filter(key => !housekeeping.includes(key))
  const channels = Object.entries(branch(config.channels)).flatMap(([channel, settings]) => [
    `channels.${channel}`,
    ...Object.keys(branch(branch(settings).accounts)).map(
      account => `channels.${channel}.accounts.${account}`,
    ),
  ])
  return {
    sections: [...keys, ...channels, ...agentsOf(branch(config.agents))],
    leaves: keys.flatMap(key => leavesOf(config[key], key)),
  }
}

/** `agents.list` became `agents.entries`; an agent is the same in both. */
function agentsOf(agents: Record<string, unknown>): string[] {
  const ids = [
    ...(named.safeParse(agents.list).data ?? []).map(({ id }) => id),
    ...Object.keys(branch(agents.entries)),
  ]
  return ids.map(id => `agent ${id}`)
}

function leavesOf(value: unknown, path: string): string[] {
  if (typeof value !== 'object' || value === null) return [path]
  return Object.entries(value).flatMap(([key, member]) => leavesOf(member, `${path}.${key}`))
}

function branch(value: unknown): Record<string, unknown> {
  return tree.safeParse(value).data ?? {}
}

function parse(text: string): unknown {
  try {
    return JSON5.parse(text)
  } catch {
    return null // no config: what the caller asks
  }
}
