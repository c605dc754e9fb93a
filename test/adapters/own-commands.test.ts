import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createOwnCommands } from '../../src/adapters/own-commands.ts'
import { scratchRoot } from '../doubles/scratch-root.ts'

const allow = { users: ['1298765432109876777'], roles: [] }
const place = { guildId: '1298765432109876002', channelId: '1298765432109876003' }
const bot = { tokenFile: '/home/ada/token', ...place, allow }
const settings = { schedule: { cron: '0 6 * * *' }, notify: { locale: 'ja', discord: { bot } } }

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(scratchRoot, 'moltd-own-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

/** A moltd that writes down what it was asked, and whose config is sound unless a file says otherwise. */
function ownCommands() {
  const program = join(folder, 'moltd')
  writeFileSync(
    program,
    `#!/bin/sh
echo "$*" >> ${folder}/asked
env > ${folder}/environment
if [ -e ${folder}/broken ] && [ "$1" != --config ]; then echo 'moltd: cannot read the config [E_CONFIG_KEY]' >&2; exit 2; fi
[ "$1" = config ] && echo '${JSON.stringify(settings)}'
exit 0
`,
  )
  chmodSync(program, 0o700)
  const soundConfig = join(folder, 'data', 'config-last-sound.json')
  const own = createOwnCommands({
    moltd: [program],
    configPath: undefined,
    environment: { ...process.env, MALLOC_ARENA_MAX: '1', NOTIFY_SOCKET: '/run/x', KEPT: 'yes' },
    soundConfig,
  })
  return { own, soundConfig }
}

const asked = () => readFileSync(join(folder, 'asked'), 'utf8').trim().split('\n')
const slot = { slotMs: Date.UTC(2026, 10, 23, 5), trigger: 'schedule', reason: 'it broke, $HOME' } as const

test('what must be said is said by the last sound config while the config is broken', async () => {
  const { own, soundConfig } = ownCommands()
  expect(await own.readSettings()).toEqual({
    schedule: { ...settings.schedule, timezone: null },
    desk: { ...bot, tokenEnv: null, locale: 'ja' },
  })
  expect(JSON.parse(readFileSync(soundConfig, 'utf8'))).toEqual(settings)
  expect(statSync(soundConfig).mode & 0o777).toBe(0o600)

  writeFileSync(join(folder, 'broken'), '')
  await expect(own.readSettings()).rejects.toMatchObject({ code: 'E_OWN_COMMAND' })
  expect(await own.reportUnbegun(slot)).toBeNull()
  expect(await own.deliver()).toBeNull()
  const words = 'unbegun --slot 2026-11-23T05:00:00.000Z --trigger schedule --reason=it broke, $HOME'
  expect(asked().slice(2)).toEqual([
    words,
    `--config ${soundConfig} ${words}`,
    'deliver',
    `--config ${soundConfig} deliver`,
  ])
})

test('without a sound one there is nobody to tell, and the reason is the config', async () => {
  const { own, soundConfig } = ownCommands()
  writeFileSync(join(folder, 'broken'), '')
  expect(await own.reportUnbegun(slot)).toBe('cannot read the config [E_CONFIG_KEY]')
  expect(existsSync(soundConfig)).toBe(false)
})

test('what its unit gave to the daemon alone reaches nobody whom it starts', async () => {
  const { own } = ownCommands()
  await own.readSettings()
  const given = readFileSync(join(folder, 'environment'), 'utf8')
  expect(given).toMatch(/^KEPT=yes$/m)
  expect(given).not.toMatch(/MALLOC_ARENA_MAX|NOTIFY_SOCKET/)
})
