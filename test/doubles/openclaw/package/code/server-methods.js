// Installed as server-methods-<commit>.js and loaded at the first call, as the real package splits its code.
import { randomUUID } from 'node:crypto'
import { eventLoop } from './gateway.js'
import { orders } from './orders.js'
import { manifest } from './places.js'

const bundledPlugin = {
  id: 'memory-core',
  name: 'Memory Core',
  installed: true,
  enabled: true,
  state: 'enabled',
  packageName: '@openclaw/memory-core',
  version: manifest.version,
  origin: 'bundled',
  runtime: { state: 'active' },
}

export const methods = {
  status: () => ({
    runtimeVersion: orders().servedVersion ?? manifest.version,
    heartbeat: { defaultAgentId: 'main', agents: [{ agentId: 'main', enabled: true }] },
    channelSummary: [],
    degradedPlugins: [],
    tasks: { total: 0, active: orders().activeTasks ?? 0, terminal: 0, failures: 0 },
    sessions: { count: 0, recent: [] },
    eventLoop,
  }),
  'channels.status': () => ({
    ts: Date.now(),
    channelOrder: [],
    channelLabels: {},
    channelMeta: [],
    eventLoop,
    channels: {},
    channelAccounts: orders().channelAccounts ?? {},
    channelDefaultAccountId: {},
    statusIssues: [],
  }),
  'device.pair.list': () => ({ pending: [], paired: orders().pairedDevices ?? [] }),
  'plugins.list': () => ({ plugins: [bundledPlugin, ...(orders().plugins ?? [])] }),
  'cron.list': ({ connection }) => {
    const jobs = connection.prepare('SELECT job FROM cron_jobs').all()
    return { jobs: jobs.map(row => JSON.parse(row.job)), total: jobs.length }
  },
  'cron.add'({ connection }, { name, expr, message }) {
    const now = Date.now()
    const job = {
      id: randomUUID(),
      name,
      enabled: true,
      createdAtMs: now,
      updatedAtMs: now,
      schedule: { kind: 'cron', expr },
      sessionTarget: 'isolated',
      wakeMode: 'now',
      payload: { kind: 'agentTurn', message },
      state: {},
    }
    connection.prepare('INSERT INTO cron_jobs VALUES (?, ?)').run(job.id, JSON.stringify(job))
    return job
  },
}
