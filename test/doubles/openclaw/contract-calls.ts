import assert from 'node:assert/strict'
import { join } from 'node:path'
import { type CliResult, runCli } from './run-cli.ts'

/** An installed `openclaw` of 2026.9.5 or later, real or stand-in, with a home of its own that it may spoil. */
export interface Subject {
  prefix: string
  root: string
  version: string
  stateFolder: string
  configPath: string
  port: number
  argv: readonly [string, ...string[]]
  environment: Readonly<Record<string, string>>
}

/** Made one after the other while a gateway serves, since a real one takes its time to start. */
export const calls: readonly ((subject: Subject) => Promise<void>)[] = [
  async function healthAndStatus(subject) {
    assert.equal((await call(subject, 'health')).ok, true)
    assert.equal((await call(subject, 'status')).runtimeVersion, subject.version)
    assert.deepEqual((await call(subject, 'channels.status')).channelAccounts, {})
  },
  async function inventory(subject) {
    const { agents, plugins } = await call(subject, 'health')
    assert.deepEqual(
      agents.map(({ agentId, sessions }: { agentId: string; sessions: { count: number } }) => [
        agentId,
        sessions.count,
      ]),
      [['main', 0]],
    )
    assert.ok(plugins.loaded.includes('memory-core'))
    assert.deepEqual([plugins.errors, plugins.unavailable], [[], []])
    assert.deepEqual(await call(subject, 'device.pair.list'), { pending: [], paired: [] })
    const list: Record<string, unknown>[] = (await call(subject, 'plugins.list')).plugins
    const { installed, enabled, origin, version } = list.find(({ id }) => id === 'memory-core') ?? {}
    assert.deepEqual(
      { installed, enabled, origin, version },
      { installed: true, enabled: true, origin: 'bundled', version: subject.version },
    )
  },
  async function updateRecords(subject) {
    assert.deepEqual(await call(subject, 'update.runs.list'), { runs: [] })
    const status = await call(subject, 'update.status')
    assert.equal(status.sentinel, null)
    assert.equal(status.effectiveChannel, 'stable')
    const bad = await cli(subject, [
      'gateway',
      'call',
      'update.runs.get',
      '--json',
      '--params',
      '{"runId":"nope"}',
    ])
    assert.equal(bad.exitCode, 1)
    assert.match(
      JSON.parse(bad.stdout).error.message,
      /^invalid update\.runs\.get params: at \/runId: must match pattern/,
    )
  },
  async function refusals(subject) {
    const unknown = await cli(subject, ['gateway', 'call', 'no.such.method', '--json'])
    assert.equal(unknown.exitCode, 1)
    assert.deepEqual(JSON.parse(unknown.stdout), {
      ok: false,
      error: {
        type: 'gateway_request_error',
        code: 'INVALID_REQUEST',
        message: 'unknown method: no.such.method',
        retryable: false,
      },
    })
    const broken = await cli(subject, ['gateway', 'call', 'health', '--json', '--params', '{x'])
    assert.equal(broken.exitCode, 1)
    assert.deepEqual(JSON.parse(broken.stdout), {
      ok: false,
      error: { type: 'cli_error', message: '--params must be valid JSON.' },
    })
  },
  async function cronJobs(subject) {
    const added = await cli(subject, [
      ...'cron add --name contract --cron'.split(' '),
      '0 6 * * *',
      '--message',
      'hi',
      '--json',
    ])
    assert.equal(added.exitCode, 0)
    const { id, name, schedule, enabled } = JSON.parse(added.stdout)
    assert.deepEqual(
      { name, enabled, ...schedule },
      { name: 'contract', enabled: true, kind: 'cron', expr: '0 6 * * *' },
    )
    for (const list of [
      await call(subject, 'cron.list'),
      JSON.parse((await cli(subject, ['cron', 'list', '--json'])).stdout),
    ]) {
      assert.ok(list.jobs.some((job: { id: string }) => job.id === id))
      assert.equal(list.total, list.jobs.length)
    }
  },
  async function config(subject) {
    assert.equal((await cli(subject, ['config', 'get', 'gateway.bind'])).stdout.trim(), 'loopback')
    assert.match(
      (await cli(subject, ['config', 'get', 'gateway', '--json'])).stdout,
      /"__OPENCLAW_REDACTED__"/,
    )
    const missing = await cli(subject, ['config', 'get', 'gateway.nope'])
    assert.equal(missing.exitCode, 1)
    assert.match(missing.stderr, /^Unknown config path: gateway\.nope\./)
    assert.equal(
      (await cli(subject, ['config', 'set', 'gateway.bind', 'loopback'])).stdout.trim(),
      'No change',
    )
    const valid = await cli(subject, ['config', 'validate', '--json'])
    assert.deepEqual(JSON.parse(valid.stdout), { valid: true, path: subject.configPath, warnings: [] })
  },
  async function gatewayStatus(subject) {
    const {
      rpc,
      gateway,
      cli: own,
    } = JSON.parse((await cli(subject, ['gateway', 'status', '--json'])).stdout)
    assert.equal(own.version, subject.version)
    assert.equal(gateway.port, subject.port)
    assert.equal(gateway.version, subject.version)
    assert.equal(rpc.ok, true)
    assert.equal(rpc.url, `ws://127.0.0.1:${subject.port}`)
  },
]

export function cli({ root, argv, environment }: Subject, args: readonly string[]): Promise<CliResult> {
  return runCli([argv[0], join(root, 'openclaw.mjs'), ...args], environment)
}

async function call(subject: Subject, method: string) {
  const result = await cli(subject, ['gateway', 'call', method, '--json', '--timeout', '20000'])
  assert.equal(result.exitCode, 0, `${method}: ${result.stdout}${result.stderr}`)
  return JSON.parse(result.stdout)
}
