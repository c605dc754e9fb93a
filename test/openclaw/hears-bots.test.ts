import { expect, test } from 'vitest'
import { hearsBots } from '../../src/openclaw/hears-bots.ts'

const ours = '1298765432109876005'
const tokenOf = (id: string) => `${Buffer.from(id).toString('base64url')}.H5xYzB.${'o'.repeat(38)}`
const config = (discord: unknown) => ({ channels: { discord } })

test.each([
  [{}, false],
  [{ allowBots: false }, false],
  [{ allowBots: true }, true],
  [{ allowBots: 'mentions' }, true],
  [{ allowBots: 'all' }, false],
  [{ accounts: { alpha: {} } }, false],
  [{ accounts: { alpha: { allowBots: 'mentions' } } }, true],
  [{ allowBots: true, accounts: { alpha: { allowBots: false, token: tokenOf(ours) } } }, false],
  [{ allowBots: true, accounts: { alpha: { token: tokenOf(ours) } } }, true],
  [{ allowBots: true, token: tokenOf('1'), accounts: { alpha: { allowBots: false } } }, true],
  [{ token: tokenOf(ours), accounts: { alpha: { allowBots: true, token: tokenOf('1') } } }, false],
  [{ token: { source: 'env', id: 'DISCORD' }, allowBots: 'mentions' }, true],
  [{ $include: './discord.json5' }, null],
])('%j: %j', (discord, hears) => {
  expect(hearsBots(config(discord), ours)).toBe(hears)
})

test.each([[{}], [{ channels: {} }], [{ channels: { telegram: {} } }], [null]])(
  'a config without Discord says nothing: %j',
  document => {
    expect(hearsBots(document, ours)).toBeNull()
  },
)
