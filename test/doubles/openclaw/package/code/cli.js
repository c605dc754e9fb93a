// The commands of the CLI that moltd uses, with the outputs, exit codes and error texts of the real one.

import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { callGateway, callOrExplain } from './client.js'
import { serve } from './gateway.js'
import { runFields } from './methods.js'
import { orders } from './orders.js'
import { build, isBefore, manifest, option, places, root } from './places.js'
import { getPath, invalidBecause, readSettings, setPath, writeSettings } from './settings.js'
import { listRuns, NewerSchemaError, openState, refuseNewer } from './state.js'
import { registryFolder, runUpdater } from './updater.js'

export async function main(argv) {
  const [command = '', sub = '', ...rest] = argv.filter(
    (word, index) => !isGlobal(word) && !isGlobal(argv[index - 1]),
  )
  const context = { argv, rest, ...places(argv), json: argv.includes('--json') }
  context.port = portOf(context)
  if (orders().refusesNode)
    return fail(
      1,
      `openclaw requires Node >=99.1.0. Detected: node ${process.versions.node} (exec: ${process.execPath}).`,
    )
  if (argv.includes('--version') || argv.includes('-V')) return print(versionLine())
  const run = commands[`${command} ${sub}`] ?? commands[command]
  if (!run) return fail(1, `error: unknown command '${command}'`)
  await run(context)
}

const commands = {
  'gateway call': callMethod,
  'gateway status': gatewayStatus,
  gateway: ({ port, state, config }) => serve({ port, state, config }),
  'cron list': context => show(context, 'cron.list'),
  'cron add': context =>
    show(context, 'cron.add', {
      name: option(context.argv, '--name'),
      expr: option(context.argv, '--cron'),
      message: option(context.argv, '--message'),
    }),
  health: context => show(context, 'health'),
  'config validate': validateConfig,
  'config get': getConfig,
  'config set': setConfig,
  'update status': updateStatus,
  update,
  doctor,
}

function versionLine() {
  return isBefore('2026.3.0')
    ? manifest.version
    : `OpenClaw ${manifest.version} (${build.commit.slice(0, 7)})`
}

async function callMethod(context) {
  const { argv, rest } = context
  let params
  try {
    params = JSON.parse(option(argv, '--params') ?? '{}')
  } catch {
    return failJson({ type: 'cli_error', message: '--params must be valid JSON.' })
  }
  const answer = await callGateway(context, rest[0], params, Number(option(argv, '--timeout') ?? 10_000))
  if (answer.ok) return printJson(answer.payload)
  if (isBefore('2026.8.0')) return fail(1, `Gateway call failed: Error: ${answer.error.message}`)
  const error = answer.error.type ? answer.error : { type: 'gateway_request_error', ...answer.error }
  failJson(error, answer.gateway && { gateway: answer.gateway })
}

async function show(context, method, params) {
  const answer = await callOrExplain(context, method, params)
  if (answer.ok) return context.json ? printJson(answer.payload) : print(`${method}: ok`)
  console.error(answer.text)
  return context.json ? failJson({ type: 'cli_error', message: answer.text }) : process.exit(1)
}

async function gatewayStatus(context) {
  const { port, config } = context
  const answer = await callGateway(context, 'health', {}, 3000)
  const version = answer.ok ? (orders().servedVersion ?? manifest.version) : null
  const failure = !answer.ok && { error: answer.error.reason ?? answer.error.message }
  printJson({
    cli: { version: manifest.version, entrypoint: process.argv[1] },
    config: { cli: { path: config, exists: true, valid: invalidBecause(config) === null } },
    gateway: {
      bindMode: 'loopback',
      bindHost: '127.0.0.1',
      port,
      probeUrl: `ws://127.0.0.1:${port}`,
      version,
    },
    port: { port, status: answer.ok ? 'busy' : 'free', listeners: [], hints: [] },
    rpc: {
      ok: answer.ok,
      kind: 'connect',
      server: { version },
      ...failure,
      version,
      url: `ws://127.0.0.1:${port}`,
    },
  })
}

function validateConfig({ config, json, state }) {
  const newer = newerState(state)
  if (newer && json)
    return failWith({ ok: false, error: { type: 'cli_error', message: newer }, valid: false, path: config })
  refuse(newer)
  const reason = invalidBecause(config, orders().forbiddenKeys)
  if (json)
    print(
      JSON.stringify({
        valid: reason === null,
        path: config,
        ...(reason ? refusal(config, reason) : { warnings: [] }),
      }),
    )
  else if (reason) console.error(`Config invalid: ${reason}`)
  else print(`Config valid: ${config}`)
  if (reason) process.exit(1)
}

function refusal(config, reason) {
  const [path, ...message] = reason.split(': ')
  const error = { type: 'cli_error', message: `OpenClaw config is invalid: ${config}` }
  return { ok: false, error, issues: [{ path, message: message.join(': ') }] }
}

function getConfig({ rest, config, json }) {
  const value = getPath(readSettings(config), rest[0])
  if (value === undefined)
    return fail(1, `Unknown config path: ${rest[0]}. Run openclaw config schema to inspect valid paths.`)
  const shown = JSON.stringify(
    value,
    (key, inner) => (/token|password/i.test(key) ? '__OPENCLAW_REDACTED__' : inner),
    2,
  )
  print(json || typeof value === 'object' ? shown : String(value))
}

function setConfig({ rest: [path, text], config, state }) {
  refuse(newerState(state))
  const settings = readSettings(config)
  let value = text
  try {
    value = JSON.parse(text)
  } catch {
    // a bare word is a string
  }
  if (JSON.stringify(getPath(settings, path)) === JSON.stringify(value)) return print('No change')
  writeSettings(config, setPath(settings, path, value))
  print(`Updated ${path}. Restart the gateway to apply.`)
}

function updateStatus({ state }) {
  const [lastRun] = isBefore('2026.9.0') ? [] : listRuns(openOrFail(state))
  const tags = JSON.parse(readFileSync(join(registryFolder(), 'dist-tags.json'), 'utf8'))
  const available = tags.latest !== manifest.version
  printJson({
    update: {
      root,
      installKind: 'package',
      packageManager: 'npm',
      registry: { latestVersion: tags.latest, tag: 'latest' },
    },
    channel: { value: 'stable', source: 'default', label: 'stable (default)', config: null },
    availability: {
      available,
      hasGitUpdate: false,
      hasRegistryUpdate: available,
      latestVersion: tags.latest,
      gitBehind: null,
    },
    ...(lastRun && runFields(lastRun)),
  })
}

async function update({ argv, state, config, port }) {
  process.title = 'openclaw-update'
  const mode = orders().updateCommand ?? 'works'
  const target = option(argv, '--tag') ?? 'latest'
  const startedAt = Date.now()
  const runId = isBefore('2026.9.0') ? null : randomUUID()
  const outcome = await runUpdater({ state, config, port, mode, runId, target, trigger: 'cli' })
  const before = { version: manifest.version, buildId: build.buildId }
  printJson({ mode: 'npm', root, before, steps: [], ...outcome, durationMs: Date.now() - startedAt })
  process.exit(outcome.status === 'ok' ? 0 : 1)
}

function doctor({ argv, state, config }) {
  if (argv.includes('--lint')) return lint()
  if (orders().doctorFails) return fail(1, 'Doctor could not repair the state: migration failed.')
  openOrFail(state, orders()).close()
  const dropped = (orders().doctorDrops ?? []).reduce(
    (kept, key) => setPath(kept, key, undefined),
    readSettings(config),
  )
  writeSettings(config, dropped)
  print('Doctor complete.')
}

/** Warnings alone make it exit 1, too. */
function lint() {
  const warning = {
    checkId: 'core/doctor/node-hosting-preconditions',
    severity: 'warning',
    message: 'Gateway is only bound to loopback.',
    path: 'gateway.bind',
    requirement: 'node-onboarding-url',
    fixHint: 'Set gateway.bind=lan.',
  }
  const errors = (orders().lintErrors ?? []).map(error => ({ ...warning, ...error, severity: 'error' }))
  const findings = [warning, ...errors]
  print(JSON.stringify({ schemaVersion: 1, ok: false, checksRun: 35, checksSkipped: 30, findings }))
  process.exit(1)
}

function openOrFail(state, ordered) {
  refuse(newerState(state))
  return openState(state, ordered)
}

/** Why this program may not touch the state; null when it may. */
function newerState(state) {
  try {
    refuseNewer(state)
    return null
  } catch (error) {
    if (error instanceof NewerSchemaError) return error.message
    throw error
  }
}

function refuse(reason) {
  if (reason)
    fail(
      1,
      `[openclaw] The CLI command failed.\n[openclaw] Reason: ${reason}\n[openclaw] Try: openclaw doctor`,
    )
}

const isGlobal = word => word === '--profile'

function portOf({ argv, config }) {
  const named = option(argv, '--port') ?? process.env.OPENCLAW_GATEWAY_PORT
  try {
    return Number(named ?? readSettings(config).gateway?.port ?? 18789)
  } catch {
    return Number(named ?? 18789) // a config that cannot be read is told about by the command itself
  }
}

const print = text => console.log(text)
const printJson = value => print(JSON.stringify(value, null, 2))

function failJson(error, more) {
  printJson({ ok: false, error, ...more })
  process.exit(1)
}

function failWith(answer) {
  print(JSON.stringify(answer))
  process.exit(1)
}

function fail(code, text) {
  console.error(text)
  process.exit(code)
}
