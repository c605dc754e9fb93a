import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import JSON5 from 'json5'
import { z } from 'zod'

type Section = Record<string, unknown>

const anObject = z.record(z.string(), z.unknown())

/**
 * The config of a gateway that must not meet anybody: a port and a token of its own, loopback only, nothing on a timer, nothing
 * announced, and every path of the state folder moved. Channels are kept off by the environment, so that their settings are read
 * as they are. Only keys that every version from 2026.2 on knows are added; what else is there stays.
 */
export function isolateConfig(text: string, place: { from: string; to: string; port: number }): string {
  const config = sectionOf(movePaths(JSON5.parse(text), place))
  const gateway = sectionOf(config.gateway)
  const isolated: Section = {
    ...config,
    gateway: {
      ...gateway,
      mode: 'local',
      bind: 'loopback',
      port: place.port,
      auth: { mode: 'token', token: randomBytes(24).toString('hex') },
      tailscale: { mode: 'off' },
      ...(gateway.tls !== undefined && { tls: { enabled: false } }),
      controlUi: { enabled: false },
    },
    agents: isolateAgents(sectionOf(config.agents), join(place.to, 'workspace')),
    cron: { ...sectionOf(config.cron), enabled: false },
    hooks: { enabled: false },
    logging: { ...sectionOf(config.logging), file: join(place.to, 'drill.log') },
  }
  // They send what they see to somebody else.
  for (const name of ['diagnostics', 'transcripts', 'update']) delete isolated[name]
  return `${JSON.stringify(isolated, null, 2)}\n`
}

/** The same config, but for its port and the paths of the state folder: for whoever judges it, or mends it, as it is. */
export function moveConfig(text: string, place: { from: string; to: string; port: number }): string {
  const config = sectionOf(movePaths(JSON5.parse(text), place))
  const gateway = { ...sectionOf(config.gateway), port: place.port }
  return `${JSON.stringify({ ...config, gateway }, null, 2)}\n`
}

/** No heartbeat, and workspaces that are nobody's. */
function isolateAgents(agents: Section, workspace: string): Section {
  const quiet = { heartbeat: { every: '0m' } }
  const isolate = (agent: unknown): Section => {
    const section = sectionOf(agent)
    return {
      ...section,
      ...(section.workspace !== undefined && { workspace }),
      ...(section.cwd !== undefined && { cwd: workspace }),
      ...(section.heartbeat !== undefined && quiet),
    }
  }
  return {
    ...agents,
    defaults: { ...isolate(agents.defaults), workspace, ...quiet },
    ...(Array.isArray(agents.list) && { list: agents.list.map(isolate) }),
    ...(anObject.safeParse(agents.entries).success && {
      entries: Object.fromEntries(
        Object.entries(sectionOf(agents.entries)).map(([id, agent]) => [id, isolate(agent)]),
      ),
    }),
  }
}

function movePaths(value: unknown, place: { from: string; to: string }): unknown {
  if (typeof value === 'string') {
    return value === place.from || value.startsWith(`${place.from}/`)
      ? place.to + value.slice(place.from.length)
      : value
  }
  if (Array.isArray(value)) return value.map(member => movePaths(member, place))
  const section = anObject.safeParse(value)
  if (!section.success) return value
  return Object.fromEntries(
    Object.entries(section.data).map(([key, member]) => [key, movePaths(member, place)]),
  )
}

function sectionOf(value: unknown): Section {
  return anObject.safeParse(value).data ?? {}
}
