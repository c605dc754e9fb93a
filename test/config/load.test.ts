import { chmod, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { loadSettings, parseConfig } from '../../src/config/load.ts'
import { makeWorld } from './world.ts'

const isRoot = process.getuid?.() === 0

test('with no file at all every key has its default', async () => {
  const world = await makeWorld()
  expect(await loadSettings(world)).toEqual({
    advisories: { file: join(world.places.configFolder, 'advisories.json5'), ignore: [] },
    gateway: {},
    selfUpdate: {},
    channel: 'stable',
    schedule: {
      cron: '0 6 * * *',
      timezone: 'Asia/Tokyo',
      jitterMinutes: 0,
      catchUp: true,
      afterBootMinutes: 10,
      window: { days: ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'], from: '00:00', to: '00:00' },
    },
    quiet: { aheadMinutes: 5, otherwise: 'postpone', waitMinutes: 30 },
    policy: {
      mode: 'auto',
      minimumAgeHours: 24,
      pauseAfterRollbackHours: 24,
      approvalHours: 72,
      breakerAfterRollbacks: 3,
      remedies: 'ask',
      securityDeadlineDays: 7,
    },
    update: {
      drivers: ['update-run', 'openclaw-update', 'package-manager'],
      idleLimitSeconds: 180,
      deadlineMinutes: 45,
    },
    rehearsal: { enabled: true, budgetMinutes: 10 },
    verify: {
      settleSeconds: 45,
      soakSeconds: 60,
      readyBudgetSeconds: 300,
      condemn: { failures: 2, of: 3 },
      inconclusive: { waitMinutes: 60, otherwise: 'rollback' },
    },
    recovery: { keep: 3 },
    checks: {
      folder: join(world.places.configFolder, 'checks'),
      timeoutSeconds: 30,
      modelCall: false,
      messageRoundTrip: { timeoutSeconds: 90 },
    },
    mirror: {
      enabled: false,
      upstream: 'https://github.com/openclaw/openclaw.git',
      refs: ['refs/heads/main', 'refs/tags/v*'],
      depth: 0,
      filter: 'none',
      timeoutMinutes: 120,
      buildTimeoutMinutes: 90,
      onMismatch: 'say',
    },
    vault: { enabled: true, keep: 100, maxGigabytes: 5, leaveFreeGigabytes: 5 },
    notify: { locale: 'en', discord: { bot: { allow: { users: [], roles: [] } }, upToDate: false } },
  })
})

test('a file changes the keys that it names and leaves the rest', async () => {
  const world = await makeWorld()
  await world.write("{ channel: 'beta', verify: { soakSeconds: 0 } }")
  const settings = await loadSettings(world)
  expect(settings.channel).toBe('beta')
  expect(settings.verify).toMatchObject({ soakSeconds: 0, readyBudgetSeconds: 300 })
})

test('--config goes before MOLTD_CONFIG, which goes before the usual file', async () => {
  const world = await makeWorld()
  const other = join(world.places.home, 'other.json5')
  const third = join(world.places.home, 'third.json5')
  await world.write('{ recovery: { keep: 1 } }')
  await writeFile(other, '{ recovery: { keep: 2 } }')
  await writeFile(third, '{ recovery: { keep: 4 } }')
  const named = { ...world, environment: { MOLTD_CONFIG: other } }
  expect((await loadSettings(world)).recovery.keep).toBe(1)
  expect((await loadSettings(named)).recovery.keep).toBe(2)
  expect((await loadSettings(named, { path: third })).recovery.keep).toBe(4)
})

test('a file that was asked for and is not there is an error that says who asked', async () => {
  const world = await makeWorld({ MOLTD_CONFIG: '/nowhere/config.json5' })
  await expect(loadSettings(world)).rejects.toMatchObject({
    code: 'E_CONFIG_MISSING',
    message: expect.stringContaining('/nowhere/config.json5'),
    hint: expect.stringContaining('MOLTD_CONFIG'),
  })
  await expect(loadSettings(world, { path: '/nowhere/else' })).rejects.toMatchObject({
    hint: expect.stringContaining('--config'),
  })
})

test.skipIf(isRoot)('a file that cannot be read is an error, not a reason for defaults', async () => {
  const world = await makeWorld()
  await world.write('{}')
  await chmod(world.file, 0o000)
  await expect(loadSettings(world)).rejects.toMatchObject({ code: 'E_CONFIG_UNREADABLE' })
})

test('a folder in the place of the file is an error too', async () => {
  const world = await makeWorld()
  await world.files.makeFolder(world.file)
  await expect(loadSettings(world)).rejects.toMatchObject({ code: 'E_CONFIG_UNREADABLE' })
})

test('~ in a folder is the home', async () => {
  const world = await makeWorld()
  await world.write(
    "{ recovery: { folder: '~/points/' }, checks: { folder: '~/c' }, notify: { discord: { webhookUrlFile: '~/w' } } }",
  )
  const { recovery, checks, notify } = await loadSettings(world)
  expect(recovery.folder).toBe(join(world.places.home, 'points'))
  expect(checks.folder).toBe(join(world.places.home, 'c'))
  expect(notify.discord.webhookUrlFile).toBe(join(world.places.home, 'w'))
})

test.each([
  ["{ channel: 'beta' ", 'E_CONFIG_SYNTAX', 'c.json5:1:', 'JSON5'],
  ['', 'E_CONFIG_SYNTAX', 'c.json5:1:1', 'JSON5'],
  ['{\n  chanel: "beta",\n}', 'E_CONFIG_KEY', 'c.json5:2: chanel is not a key', 'Did you mean channel?'],
  [
    '{\n // x: {\n verify: {\n  "soakSecond": 1 } }',
    'E_CONFIG_KEY',
    'c.json5:4: verify.soakSecond',
    'Did you mean verify.soakSeconds?',
  ],
  [
    '{ zebra: 1 }',
    'E_CONFIG_KEY',
    'zebra is not a key',
    'Known here: gateway, channel, schedule, quiet, policy, update',
  ],
  [
    '{ channel: "beta",\n channel: "stable" }',
    'E_CONFIG_KEY',
    'c.json5:2: channel is given twice',
    'Keep one',
  ],
  ['[]', 'E_CONFIG_VALUE', 'expected object', ''],
  [
    '{ recovery: { keep: "3" } }',
    'E_CONFIG_VALUE',
    'c.json5:1: recovery.keep is not valid: expected number, received string',
    'Default: 3',
  ],
  ['{ recovery: { keep: 0 } }', 'E_CONFIG_VALUE', 'recovery.keep is not valid: too small', 'recovery points'],
  ['{ verify: null }', 'E_CONFIG_VALUE', 'verify is not valid: expected object', 'proves itself'],
  ['{ checks: { folder: "here" } }', 'E_CONFIG_VALUE', 'checks.folder must be an absolute path', 'Folder'],
  ['{ update: { drivers: [] } }', 'E_CONFIG_VALUE', 'update.drivers is not valid', 'Default'],
  [
    '{ update: { drivers: ["update-run",\n "npm"] } }',
    'E_CONFIG_VALUE',
    'c.json5:2: update.drivers.1',
    'update.run',
  ],
  [
    '{ update: { drivers: ["update-run", "update-run"] } }',
    'E_CONFIG_VALUE',
    'update.drivers names update-run twice',
    'each-driver-once',
  ],
  [
    '{ update: { idleLimitSeconds: 600, deadlineMinutes: 5 } }',
    'E_CONFIG_VALUE',
    'update.idleLimitSeconds is 600 s, which is not below update.deadlineMinutes (5 min)',
    'idle-limit-below-deadline',
  ],
  [
    '{ verify: { condemn: { failures: 4 } } }',
    'E_CONFIG_VALUE',
    'verify.condemn.failures is 4, more than the 3 looks',
    'condemned-by-what-is-looked-at',
  ],
  [
    '{ notify: { discord: { webhookUrlFile: "/f", webhookUrlEnv: "E" } } }',
    'E_CONFIG_VALUE',
    'only one of the two',
    'one-webhook-source',
  ],
])('%j is refused with %s', (text, code, message, hint) => {
  expect(() => parseConfig(text, 'c.json5')).toThrow(
    expect.objectContaining({
      code,
      message: expect.stringContaining(message),
      hint: expect.stringContaining(hint),
    }),
  )
})

test('all problems of a file are told at once, in its order', () => {
  const text = '{\n verify: { soak: 1 },\n chanel: 1,\n recovery: { keep: "x" },\n}'
  expect(() => parseConfig(text, 'c')).toThrow(
    expect.objectContaining({ message: expect.stringMatching(/^c:2: .*\nc:3: .*\nc:4: [^\n]*$/) }),
  )
})

test.each([
  '{ notify: { discord: { webhookUrl: "https://discord.com/api/webhooks/1/hush" } } }',
  '{ notify: { discord: { webhookUrlFile: "https://discord.com/api/webhooks/1/hush" } } }',
  '{ notify: { discord: { webhookUrlEnv: "https://discord.com/api/webhooks/1/hush" } } }',
  '{ notify: { discord: "https://discord.com/api/webhooks/1/hush" } }',
  '{ notify: { discord: { botToken: "hush" } } }',
])('a secret in the config is refused without being repeated: %s', text => {
  const refused = (() => {
    try {
      return parseConfig(text, 'c')
    } catch (error) {
      return error
    }
  })()
  expect(refused).toMatchObject({ code: expect.stringMatching(/^E_CONFIG_/) })
  expect(JSON.stringify(refused) + String(refused)).not.toContain('hush')
})

test('whatever a file contains, it gives settings or one of our errors', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.json()), text => {
      try {
        parseConfig(text, 'c')
      } catch (error) {
        expect(error).toMatchObject({ code: expect.stringMatching(/^E_CONFIG_/) })
      }
    }),
  )
})

test.each([
  ["{ schedule: { timezone: 'Europe/Atlantis' } }", 'schedule.timezone must be a time zone'],
  ["{ schedule: { cron: 'daily' } }", 'schedule.cron must have five fields'],
  ["{ schedule: { window: { from: '24:00' } } }", 'schedule.window.from must be a time of day'],
  ['{ schedule: { window: { days: [] } } }', 'schedule.window.days'],
  ["{ policy: { mode: 'yes' } }", 'policy.mode is not valid'],
])('%s is refused', (text, message) => {
  expect(() => parseConfig(text, 'config')).toThrow(message)
})
