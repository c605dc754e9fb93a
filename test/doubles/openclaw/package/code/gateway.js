// The gateway: a real HTTP server on loopback that answers the probes as the real one does, and calls for the CLI.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { listen } from './discord.js'
import { answer } from './methods.js'
import { orders } from './orders.js'
import { backstage, build, isBefore, manifest } from './places.js'
import { invalidBecause, newerWriter, readSettings, writeSettings } from './settings.js'
import { NewerSchemaError, openState } from './state.js'

const page = '<!doctype html><html><head><title>OpenClaw Control</title></head><body></body></html>'

/** Serves until it is told to stop. Exits 78 when config or state forbid a start, as the real one. */
export async function serve({ port, state, config }) {
  const ordered = orders()
  await waitForHolder()
  if (ordered.exitOnStart !== undefined)
    fail(ordered.exitOnStart, ordered.saysOnStart ?? 'Gateway failed to start')
  if (ordered.missingModule) await import('./not-in-the-package.js')
  const invalid = invalidBecause(config, ordered.forbiddenKeys)
  if (invalid)
    fail(78, `Config invalid\nFile: ${config}\nProblem:\n  - ${invalid}\nRun: openclaw doctor --fix`)
  const owner = otherOwner(state)
  if (owner)
    fail(
      78,
      `Another gateway (pid ${owner}) already owns this state directory; refusing to run automatic startup migrations or report the gateway ready. Stop it with "openclaw gateway stop" (or select a different OPENCLAW_STATE_DIR), then retry startup.`,
    )
  const connection = openOrFail(state, ordered)
  const settings = readSettings(config)
  const newer = newerWriter(settings)
  if (newer)
    fail(
      78,
      `Refusing to start the gateway service because this OpenClaw binary (${manifest.version}) is older than the config last written by OpenClaw ${newer}.`,
    )
  for (const key of ordered.wipesConfig ?? []) delete settings[key]
  if (settings.meta?.lastTouchedVersion !== manifest.version) writeSettings(config, settings)

  const gateway = { startedAt: Date.now(), connection, state, config, port, draining: false }
  const server = createServer((request, response) => respond(gateway, request, response))
  server.on('error', error => {
    if (error.code !== 'EADDRINUSE') throw error
    if (ordered.keepsTryingForPort) return setTimeout(() => server.listen(port, '127.0.0.1'), 200)
    fail(
      1,
      `Gateway failed to start: another gateway instance is already listening on ws://127.0.0.1:${port}`,
    )
  })
  server.listen(port, '127.0.0.1')
  server.on('listening', () => {
    leavePid(port, state)
    console.log(`[gateway] ready (${build.commit.slice(0, 7)}, ${Date.now() - gateway.startedAt} ms)`)
    if (ordered.saysWhenReady) console.error(ordered.saysWhenReady)
    listen(config)
  })
  if (ordered.diesAfterMs !== undefined) setTimeout(() => fail(1, 'Uncaught exception'), ordered.diesAfterMs)
  process.on('SIGTERM', () => {
    console.log('[gateway] signal SIGTERM received')
    gateway.draining = true
    setTimeout(() => {
      connection.close()
      process.exit(0)
    }, ordered.stopMs ?? 0)
  })
}

function respond(gateway, request, response) {
  const { pathname } = new URL(request.url, 'http://gateway')
  if (pathname === '/__stand_in__/call') return call(gateway, request, response)
  const probe = isBefore('2026.8.0') ? undefined : probes[pathname.slice(1)]
  if (!probe) {
    response.writeHead(200, { 'Content-Type': 'text/html; charset=utf-8' })
    return response.end(page)
  }
  const { status, body } = probe(gateway)
  response.writeHead(status, {
    'Content-Type': 'application/json; charset=utf-8',
    'Cache-Control': 'no-store',
  })
  response.end(JSON.stringify(body))
}

const probes = {
  healthz: () => ({ status: 200, body: { ok: true, status: 'live' } }),
  startupz(gateway) {
    const { version, pending, uptimeMs } = startOf(gateway)
    if (gateway.draining) return { status: 503, body: { ok: false, status: 'draining', version, uptimeMs } }
    return pending
      ? { status: 503, body: { ok: false, status: 'starting', version, uptimeMs, pendingReason: pending } }
      : { status: 200, body: { ok: true, status: 'started', version, uptimeMs } }
  },
  readyz(gateway) {
    const { pending, uptimeMs } = startOf(gateway)
    const failing = pending ? [pending] : (orders().failing ?? [])
    const ready = failing.length === 0 && !gateway.draining
    return { status: ready ? 200 : 503, body: { ready, failing, uptimeMs, eventLoop } }
  },
}

export const eventLoop = {
  degraded: false,
  degradedSinceMs: null,
  reasons: [],
  intervalMs: 1000,
  delayP99Ms: 20,
  delayMaxMs: 20,
  utilization: 0.003,
  cpuCoreRatio: 0.004,
}

/** A slow start moves through stages, so that its progress can be seen. */
function startOf({ startedAt }) {
  const { servedVersion, startMs = 0, startStages = ['startup-migrations', 'startup-sidecars'] } = orders()
  const uptimeMs = Date.now() - startedAt
  const stage = Math.floor((uptimeMs / startMs) * startStages.length)
  return {
    version: servedVersion ?? manifest.version,
    uptimeMs,
    pending: uptimeMs < startMs ? startStages[stage] : null,
  }
}

async function call(gateway, request, response) {
  let text = ''
  for await (const chunk of request) text += chunk
  const { method, params } = JSON.parse(text)
  const result = await answer(gateway, method, params)
  if (result === undefined) return
  response.writeHead(200, { 'Content-Type': 'application/json' })
  response.end(JSON.stringify(result))
  await result.afterwards?.()
}

function openOrFail(state, ordered) {
  try {
    return openState(state, ordered)
  } catch (error) {
    if (error instanceof NewerSchemaError) fail(78, error.gatewayMessage)
    throw error
  }
}

/** An updater that keeps the gateway down leaves its pid; with no supervisor to command, the gateway waits for its end. */
async function waitForHolder() {
  const path = join(backstage, 'holder')
  while (existsSync(path) && isAlive(Number(readFileSync(path, 'utf8')))) await sleep(25)
}

/** Pid of the gateway that serves from this state, if one does. */
function otherOwner(state) {
  const path = join(backstage, 'gateway.json')
  if (!existsSync(path)) return null
  const owner = JSON.parse(readFileSync(path, 'utf8'))
  return owner.state === state && owner.pid !== process.pid && isAlive(owner.pid) ? owner.pid : null
}

export function isAlive(pid) {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error.code === 'EPERM'
  }
}

function leavePid(port, state) {
  mkdirSync(backstage, { recursive: true })
  writeFileSync(join(backstage, 'gateway.json'), JSON.stringify({ pid: process.pid, port, state }))
}

function fail(code, text) {
  console.error(text)
  process.exit(code)
}
