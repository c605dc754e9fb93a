// What the gateway answers to calls. `undefined` is no answer at all.

import { orders } from './orders.js'
import { build, isBefore, manifest } from './places.js'
import { listRuns } from './state.js'
import { answerUpdateRun } from './update-run.js'

const invalid = message => ({ ok: false, error: { code: 'INVALID_REQUEST', message, retryable: false } })

/** Methods whose code is a file of its own, loaded at the first call, and gone when the package was replaced underneath. */
const lazy = ['status', 'cron.list', 'cron.add', 'channels.status', 'device.pair.list', 'plugins.list']
const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/i

export async function answer(gateway, method, params = {}) {
  const { callErrors = {}, silentMethods = [] } = orders()
  if (silentMethods.includes(method)) return undefined
  if (callErrors[method])
    return { ok: false, error: { code: 'UNAVAILABLE', message: callErrors[method], retryable: true } }
  if (method === 'update.run') return answerUpdateRun(gateway, params)
  if (lazy.includes(method)) return answerLazily(gateway, method, params)
  if (method === 'health') return { ok: true, payload: await health() }
  if (isBefore('2026.9.0') || !(method in records)) return invalid(`unknown method: ${method}`)
  return records[method](gateway, params)
}

const records = {
  'update.status'({ connection }) {
    const [lastRun] = listRuns(connection)
    const status = {
      sentinel: null,
      updateAvailable: null,
      effectiveChannel: 'stable',
      schedule: { channel: 'stable', autoEnabled: false },
    }
    return { ok: true, payload: lastRun ? { ...status, ...runFields(lastRun) } : status }
  },
  'update.runs.list': ({ connection }) => ({ ok: true, payload: { runs: listRuns(connection) } }),
  'update.runs.get'({ connection }, { runId }) {
    if (!uuid.test(runId ?? ''))
      return invalid('invalid update.runs.get params: at /runId: must match pattern "^([0-9a-fA-F]{8}-…)$"')
    const run = listRuns(connection).find(candidate => candidate.runId === runId)
    return run ? { ok: true, payload: { run } } : invalid(`update run not found: ${runId}`)
  },
}

export function runFields(run) {
  return run.finishedAtMs === null ? { activeRun: run, lastRun: run } : { lastRun: run }
}

async function health() {
  const { eventLoop } = await import('./gateway.js')
  const { agents = [{ agentId: 'main', sessions: 0 }], pluginErrors = [] } = orders()
  const known = agents.map(({ agentId, sessions: count }, index) => ({
    agentId,
    isDefault: index === 0,
    sessions: { path: null, count, recent: [] },
  }))
  return {
    ok: true,
    ts: Date.now(),
    durationMs: 1,
    eventLoop,
    plugins: { loaded: ['memory-core'], errors: pluginErrors, unavailable: [] },
    channels: {},
    channelOrder: [],
    channelLabels: {},
    heartbeatSeconds: 1800,
    defaultAgentId: 'main',
    agents: known,
    sessions: known[0]?.sessions,
    runtimeVersion: manifest.version,
  }
}

async function answerLazily(gateway, method, params) {
  const chunk = `./server-methods-${build.commit.slice(0, 8)}.js`
  try {
    const { methods } = await import(chunk)
    return { ok: true, payload: methods[method](gateway, params) }
  } catch (error) {
    if (error.code !== 'ERR_MODULE_NOT_FOUND') throw error
    console.error(`[gateway] ${error.message} code=ERR_MODULE_NOT_FOUND`)
    return { ok: false, error: { code: 'UNAVAILABLE', message: error.message, retryable: false } }
  }
}
