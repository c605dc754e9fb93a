// OpenClaw's own updater: stage, stop, swap, doctor, start, and a record of it; with the ways in which it goes wrong.
import { execFileSync } from 'node:child_process'
import { cpSync, existsSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { dropStage, isCheckout, isDirty, newestRelease, stageCheckout, swapCheckout } from './checkout.js'
import { orders } from './orders.js'
import { backstage, manifest, root } from './places.js'
import { saveRun } from './state.js'

const kind = isCheckout ? 'git' : 'package'

/**
 * Modes: works; replace-only (no restart); fails-late; hangs (the gateway stays down); lies-ok (nothing changes);
 * serves-old (replaced, never restarted); half-swap (the entry is missing, then it dies); dies (gone after the swap).
 */
export async function runUpdater({ state, config, port, mode, runId, target, trigger = 'api' }) {
  const ordered = orders()
  const log = record(state, runId, trigger)
  if (isCheckout && isDirty()) return log.end('failed', 'dirty', { status: 'error', reason: 'dirty' })
  const version = isCheckout ? newestRelease() : resolveTarget(target)
  if (version === null)
    return log.end('failed', 'global-install-failed', { status: 'error', reason: 'global-install-failed' })
  log.step('staging', { target: { channel: 'stable', tag: target, kind, version } })
  await sleep(ordered.updateMs ?? 50)
  const staged = stage(version)
  log.step('validating')
  if (mode === 'fails-late') {
    drop(staged)
    return log.end('failed', 'managed-service-preflight', {
      status: 'error',
      reason: 'managed-service-preflight',
    })
  }
  if (mode === 'lies-ok') {
    drop(staged)
    return log.end('succeeded', null, { status: 'ok', after: { version } })
  }
  log.step('activating')
  const gateway = supervision(ordered.control)
  const restarts = !['replace-only', 'serves-old'].includes(mode)
  const stoppedAt = Date.now()
  if (restarts) gateway.stop({ hold: mode === 'hangs' })
  swap(staged)
  if (mode === 'half-swap') {
    rmSync(join(root, 'dist/index.js'))
    rmSync(join(root, 'openclaw.mjs'))
    process.exit(137)
  }
  while (mode === 'hangs' && existsSync(backstage)) await sleep(500)
  if (mode === 'dies') process.exit(137)
  if (gateway.commanded && restarts) doctor({ state, config })
  if (!restarts) return log.end('succeeded', null, { status: 'ok', after: { version } })
  log.step('restarting')
  gateway.start()
  log.step('verifying')
  const served = await waitForVersion(port, version, ordered.updaterPatienceMs ?? 5000)
  await sleep(ordered.recordDelayMs ?? 0)
  return served
    ? log.end('succeeded', null, { status: 'ok', after: { version } }, Date.now() - stoppedAt)
    : log.end('failed', 'restart-unhealthy', { status: 'error', reason: 'restart-unhealthy' }, null)
}

export function newRun(runId, trigger, version) {
  const now = Date.now()
  return {
    runId,
    createdAtMs: now,
    updatedAtMs: now,
    trigger,
    phase: 'requested',
    status: 'running',
    reason: null,
    origin: { driver: { host: hostname(), pid: process.pid, startIdentity: String(now) } },
    target: { channel: 'stable', tag: 'latest', kind },
    before: { version },
    after: {},
    steps: [{ step: 'requested', status: 'in-progress', startedAtMs: now }],
    verification: {},
    repair: [],
    confirmedAtMs: null,
    finishedAtMs: null,
    downtimeMs: null,
  }
}

/** Keeps the durable record of a run; versions without one keep silent. */
function record(state, runId, trigger) {
  let run = newRun(runId, trigger, manifest.version)
  const save = changes => {
    run = { ...run, ...changes, updatedAtMs: Date.now() }
    if (runId !== null) saveRun(state, run)
  }
  const closed = status =>
    run.steps.map(step => (step.endedAtMs ? step : { ...step, status, endedAtMs: Date.now() }))
  return {
    step(name, changes = {}) {
      const steps = [...closed('completed'), { step: name, status: 'in-progress', startedAtMs: Date.now() }]
      save({ ...changes, phase: name, steps })
    },
    end(status, reason, outcome, downtimeMs = null) {
      const steps = closed(status === 'succeeded' ? 'completed' : 'failed')
      save({
        status,
        reason,
        steps,
        phase: 'finished',
        after: outcome.after ?? {},
        downtimeMs,
        finishedAtMs: Date.now(),
      })
      return { ...outcome, ...(runId !== null && { runId, run }) }
    },
  }
}

function resolveTarget(target) {
  const registry = registryFolder()
  const tags = JSON.parse(readFileSync(join(registry, 'dist-tags.json'), 'utf8'))
  const version = tags[target] ?? target
  return existsSync(join(registry, version, 'package.json')) ? version : null
}

function stage(version) {
  if (isCheckout) return stageCheckout(version)
  const folder = mkdtempSync(join(dirname(root), '.openclaw.update-stage-'))
  const tree = join(folder, 'lib/node_modules/openclaw')
  cpSync(join(registryFolder(), version), tree, { recursive: true })
  return { folder, tree }
}

export function registryFolder() {
  return orders().registry ?? join(backstage, 'registry')
}

function drop(staged) {
  if (isCheckout) dropStage(staged)
  else rmSync(staged.folder, { recursive: true })
}

function swap(staged) {
  if (isCheckout) return swapCheckout(staged)
  const { folder, tree } = staged
  const old = `${folder}-old`
  renameSync(root, old)
  renameSync(tree, root)
  rmSync(old, { recursive: true })
  rmSync(folder, { recursive: true })
}

/**
 * Stops and starts by the commands that a test gave. Without any, the swap happens under the running gateway and one
 * signal ends it, so that its supervisor starts the new one; to hold it down, the next one waits for our end.
 */
function supervision(control) {
  const run = ([program, ...args]) => execFileSync(program, args)
  if (control) return { commanded: true, stop: () => run(control.stop), start: () => run(control.start) }
  const running = runningGateway()
  const end = () => running && process.kill(running, 'SIGTERM')
  return {
    commanded: false,
    stop({ hold }) {
      if (!hold) return
      writeFileSync(join(backstage, 'holder'), String(process.pid))
      end()
    },
    start: end,
  }
}

function runningGateway() {
  try {
    const { pid } = JSON.parse(readFileSync(join(backstage, 'gateway.json'), 'utf8'))
    process.kill(pid, 0)
    return pid
  } catch {
    return null // no gateway was ever started here, or it is gone
  }
}

function doctor({ state, config }) {
  const env = { ...process.env, OPENCLAW_STATE_DIR: state, OPENCLAW_CONFIG_PATH: config }
  execFileSync(process.execPath, [join(root, 'openclaw.mjs'), 'doctor', '--fix', '--non-interactive'], {
    env,
  })
}

export async function askProbe(port, path) {
  try {
    const response = await fetch(`http://127.0.0.1:${port}/${path}`, { signal: AbortSignal.timeout(1000) })
    return await response.json()
  } catch {
    return null // not there, or a page
  }
}

async function waitForVersion(port, version, patienceMs) {
  const deadline = Date.now() + patienceMs
  while (Date.now() < deadline) {
    const startup = await askProbe(port, 'startupz')
    if (startup?.ok && startup.version === version) return true
    await sleep(20)
  }
  return false
}
