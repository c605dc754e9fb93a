import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { expect, onTestFinished, test } from 'vitest'
import { sqliteDatabases } from '../../../src/adapters/databases.ts'
import { createFiles } from '../../../src/adapters/files.ts'
import { isolateConfig } from '../../../src/recovery/drill/isolate-config.ts'
import { scratchArgv, scratchEnvironment } from '../../../src/recovery/drill/isolate-process.ts'
import { isolateState } from '../../../src/recovery/drill/isolate-state.ts'

const place = { from: '/home/me/.openclaw', to: '/scratch/state', port: 23_456 }

test('the config of a scratch gateway listens alone, does nothing by itself, and tells nobody', () => {
  const isolated = JSON.parse(
    isolateConfig(
      `{ gateway: { bind: 'tailnet', port: 18789, auth: { mode: 'password', password: 'x' }, tailscale: { mode: 'serve' }, tls: { enabled: true } },
         cron: { enabled: true, maxConcurrentRuns: 2 }, hooks: { enabled: true, token: 't' }, diagnostics: { otel: {} }, update: { auto: { enabled: true } },
         agents: { defaults: { heartbeat: { every: '30m' }, model: 'm' }, list: [{ id: 'a', workspace: '/data/a' }] },
         channels: { discord: { enabled: true } }, plugins: { load: { paths: ['/home/me/.openclaw/extensions/x', '/home/me/.openclaw-other'] } } }`,
      place,
    ),
  )
  expect(isolated.gateway).toMatchObject({
    bind: 'loopback',
    port: 23_456,
    auth: { mode: 'token' },
    tailscale: { mode: 'off' },
    tls: { enabled: false },
  })
  expect(isolated.gateway.auth).not.toHaveProperty('password')
  expect(isolated.cron).toEqual({ enabled: false, maxConcurrentRuns: 2 })
  expect(isolated.hooks).toEqual({ enabled: false })
  expect([isolated.diagnostics, isolated.update]).toEqual([undefined, undefined])
  expect(isolated.agents).toEqual({
    defaults: { heartbeat: { every: '0m' }, model: 'm', workspace: '/scratch/state/workspace' },
    list: [{ id: 'a', workspace: '/scratch/state/workspace' }],
  })
  expect(isolated.channels).toEqual({ discord: { enabled: true } })
  expect(isolated.plugins.load.paths).toEqual(['/scratch/state/extensions/x', '/home/me/.openclaw-other'])
})

test('the state of a scratch gateway is held by nobody, and names no live database', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'moltd-drill-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  mkdirSync(join(folder, 'state'))
  const path = join(folder, 'state/openclaw.sqlite')
  {
    using database = new DatabaseSync(path)
    database.exec(`
      CREATE TABLE state_leases (owner TEXT);
      INSERT INTO state_leases VALUES ('the live gateway');
      CREATE TABLE agent_databases (agent_id TEXT, path TEXT);
      INSERT INTO agent_databases VALUES ('a', '/home/me/.openclaw/agents/a/agent.sqlite'), ('b', 'agents/b/agent.sqlite'), ('c', '/home/me/.openclaw-other/c.sqlite');
      CREATE TABLE config_machine_state (value_json TEXT);
      INSERT INTO config_machine_state VALUES ('{"manifest":"/opt/openclaw/dist/x.json"}');`)
  }
  const program = { from: '/opt/openclaw', to: '/scratch/npm' }
  await isolateState(
    { databases: sqliteDatabases, files: createFiles() },
    { from: place.from, to: folder },
    program,
  )
  using database = new DatabaseSync(path)
  expect(database.prepare('SELECT * FROM state_leases').all()).toEqual([])
  expect(
    database
      .prepare('SELECT path FROM agent_databases')
      .all()
      .map(row => row.path),
  ).toEqual([`${folder}/agents/a/agent.sqlite`, 'agents/b/agent.sqlite', '/home/me/.openclaw-other/c.sqlite'])
  expect(database.prepare('SELECT * FROM config_machine_state').get()?.value_json).toBe(
    '{"manifest":"/scratch/npm/dist/x.json"}',
  )
})

const gateway = {
  folder: '/scratch',
  job: 'moltd-drill-x',
  node: '/opt/node',
  packageRoot: '/scratch/npm',
  stateFolder: '/scratch/state',
  port: 23_456,
  live: { packageRoot: '/opt/openclaw', stateFolder: place.from },
  environment: {
    HOME: '/home/me',
    DISCORD_TOKEN: 'kept: the config may name it',
    OPENCLAW_GATEWAY_TOKEN: 'the live one',
    OPENCLAW_SYSTEMD_UNIT: 'openclaw-gateway.service',
  },
}

test('only a version that knows it is told that it is tried out', () => {
  const isTold = (version: string) => scratchArgv({ ...gateway, version }).includes('--update-canary')
  expect([isTold('2026.9.5'), isTold('2026.9.3'), isTold('2026.8.2'), isTold('odd')]).toEqual([
    true,
    true,
    false,
    false,
  ])
})

test('a scratch gateway has a home of its own, no channels, and neither the unit nor the token of the live one', () => {
  const environment = scratchEnvironment({ ...gateway, version: '2026.9.5' }, { PATH: '/usr/bin' })
  expect(environment).toMatchObject({
    HOME: '/scratch/state',
    OPENCLAW_STATE_DIR: '/scratch/state',
    OPENCLAW_SKIP_CHANNELS: '1',
    OPENCLAW_SKIP_CRON: '1',
    DISCORD_TOKEN: 'kept: the config may name it',
  })
  expect(environment).not.toHaveProperty('OPENCLAW_GATEWAY_TOKEN')
  expect(environment).not.toHaveProperty('OPENCLAW_SYSTEMD_UNIT')
  expect(scratchArgv({ ...gateway, version: '2026.9.5' }).join(' ')).toContain('-u DBUS_SESSION_BUS_ADDRESS')
})
