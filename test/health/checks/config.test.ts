import { expect, test } from 'vitest'
import { configPaths } from '../../../src/health/checks/config-paths.ts'
import { configSections } from '../../../src/health/checks/config-sections.ts'
import { createFakeUpdateHost, gateway } from '../../doubles/fake-update-host.ts'
import { askCheck, factsOf } from '../ask-check.ts'

function withConfig(config: object | string | null) {
  const host = createFakeUpdateHost('2026.9.6')
  const text = typeof config === 'string' ? config : JSON.stringify(config)
  if (config !== null) host.disk.texts.set(gateway.configPath, text)
  return { world: { files: host.world.files } }
}

const config = {
  gateway: { port: 18_789, auth: { token: 'a-secret-of-the-test' } },
  channels: { discord: { token: 'another-secret', accounts: { work: { enabled: true } } }, telegram: {} },
  agents: { list: [{ id: 'main' }, { id: 'ops' }] },
  audit: { enabled: true },
  meta: { lastTouchedVersion: '2026.9.5' },
}
const facts = await factsOf(configSections, withConfig(config))
const { channels: _, ...withoutChannels } = config

test.each([
  [
    'a channel',
    { ...config, channels: { telegram: {} } },
    'channels.discord, channels.discord.accounts.work',
  ],
  ['all channels', withoutChannels, 'channels, channels.discord'],
  ['an agent', { ...config, agents: { list: [{ id: 'main' }] } }, 'agent ops'],
  ['everything', {}, 'gateway, channels, agents'],
  ['the file', null, 'gateway, channels, agents'],
])('%s gone from the config is a failure, and named (C3)', async (_name, now, named) => {
  expect(await askCheck(configSections, { ...withConfig(now), facts })).toMatchObject({
    answer: 'fail',
    code: 'config-wiped',
    reason: expect.stringContaining(named),
  })
})

test('what OpenClaw’s own migrations move is not gone', async () => {
  const { audit, meta: _meta, agents, ...rest } = config
  const migrated = {
    ...rest,
    logging: { audit },
    agents: { entries: Object.fromEntries(agents.list.map(({ id }) => [id, {}])) },
  }
  expect(await askCheck(configSections, { ...withConfig(migrated), facts })).toMatchObject({ answer: 'pass' })
})

test('what is no config any more is a failure', async () => {
  expect(await askCheck(configSections, { ...withConfig('{ "gateway": '), facts })).toMatchObject({
    answer: 'fail',
    code: 'config-unreadable',
  })
})

test('a single key that is gone is said, and a new one is not', async () => {
  const before = await factsOf(configPaths, withConfig(config))
  const now = { ...config, gateway: { port: 18_789, bind: 'loopback' } }
  expect(await askCheck(configPaths, { ...withConfig(now), facts: before })).toMatchObject({
    answer: 'fail',
    code: 'config-paths-gone',
    reason: '1 of 7 settings are gone or moved: gateway.auth.token',
  })
})

test('no value of the config is written down', async () => {
  expect(JSON.stringify([facts, await factsOf(configPaths, withConfig(config))])).not.toContain('secret')
})
