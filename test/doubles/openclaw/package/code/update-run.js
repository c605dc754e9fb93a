// `update.run`: one call, several meanings; the shapes are those that real versions gave.
import { spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { orders } from './orders.js'
import { backstage, isBefore, manifest, root } from './places.js'
import { saveRun } from './state.js'
import { newRun, runUpdater } from './updater.js'

const command = 'openclaw update --yes'

export async function answerUpdateRun(gateway, params) {
  const { updateRun: mode } = orders()
  switch (mode) {
    case 'never-answers':
      return undefined
    case 'refuses':
      return {
        ok: false,
        error: {
          code: 'UNAVAILABLE',
          message: 'rate limit exceeded for update.run; retry after 20s',
          retryable: true,
        },
      }
    case 'malformed':
      return { ok: true, payload: 'accepted' }
    case 'up-to-date':
      return {
        ok: true,
        payload: { ok: true, result: { ...result('skipped'), reason: 'already-up-to-date' }, restart: null },
      }
    case 'unavailable':
      return { ok: true, payload: unavailable() }
    case 'blocks':
      return replaceInside(gateway, params)
    default:
      return { ok: true, payload: await handOff(gateway, params, mode) }
  }
}

/** 2026.2: npm runs inside the gateway, which answers when the files are replaced and then restarts itself. */
async function replaceInside(gateway) {
  const outcome = await runUpdater({ ...gateway, runId: null, mode: 'replace-only', target: 'latest' })
  const payload = {
    ok: outcome.status === 'ok',
    result: { ...result(outcome.status), ...outcome },
    restart: { ok: true, pid: process.pid, signal: 'SIGUSR1', delayMs: 0 },
  }
  const restart = () => setTimeout(() => process.exit(0), 10)
  return { ok: true, payload, ...(outcome.status === 'ok' && { afterwards: restart }) }
}

/** 2026.8 and later: a process outside the gateway does it; the answer means no more than that it was started. */
async function handOff(gateway, params, mode) {
  const recorded = !isBefore('2026.9.0')
  const runId = recorded ? randomUUID() : null
  if (recorded) saveRun(gateway.state, newRun(runId, 'api', manifest.version))
  const handoffId = randomUUID()
  const { state, config, port } = gateway
  const pid = startHelper({ state, config, port, mode, runId, target: 'latest' }, handoffId)
  const step = { name: 'managed-service update handoff', command, cwd: root, durationMs: 20, exitCode: null }
  const started = {
    ...result('skipped'),
    reason: 'managed-service-handoff-started',
    steps: [step],
    durationMs: 20,
  }
  const restart = {
    ok: true,
    pid: process.pid,
    signal: 'SIGUSR1',
    reason: 'update.run',
    mode: 'emit',
    delayMs: 2000,
  }
  return {
    ...(recorded && { runId, ackDelivered: false, ackQueued: false }),
    ok: true,
    result: started,
    handoff: { status: 'started', pid, command },
    restart: recorded ? null : restart,
    sentinel: sentinel(started.reason, { handoffId, ...(recorded && { runId }) }, params.note),
  }
}

/** Detached, with a folder and a variable by which the real one tells whose installation it works on. */
function startHelper(job, handoffId) {
  const folder = mkdtempSync(join(backstage, 'openclaw-update-run-handoff-'))
  const metaPath = join(folder, 'sentinel-meta.json')
  const commandArgv = [process.execPath, join(root, 'dist/index.js'), 'update', '--yes', '--json']
  writeFileSync(
    join(folder, 'handoff.json'),
    JSON.stringify({ commandArgv, handoffId, metaPath, updateLeaseKey: root }),
  )
  writeFileSync(metaPath, JSON.stringify({ version: 1, meta: { handoffId, root } }))
  const script = fileURLToPath(new URL('./handoff.js', import.meta.url))
  const env = { ...process.env, OPENCLAW_CONTROL_PLANE_UPDATE_SENTINEL_META: metaPath }
  const helper = spawn(process.execPath, [script, JSON.stringify(job)], {
    detached: true,
    stdio: 'ignore',
    env,
  })
  helper.unref()
  return helper.pid
}

function sentinel(reason, ids, note) {
  const { mode, before } = result('skipped')
  const stats = { mode, root, before, after: null, steps: [], reason, durationMs: 20, ...ids }
  return {
    persisted: true,
    payload: { kind: 'update', status: 'skipped', ts: Date.now(), message: note ?? null, stats },
  }
}

/** 2026.9.4 in the foreground: it cannot, and says what to run instead. */
function unavailable() {
  return {
    ok: false,
    result: { ...result('skipped'), reason: 'managed-service-handoff-unavailable' },
    handoff: { status: 'unavailable', command },
    restart: null,
    sentinel: sentinel('managed-service-handoff-unavailable', {}, null),
  }
}

function result(status) {
  return { status, mode: 'npm', root, before: { version: manifest.version }, steps: [], durationMs: 0 }
}
