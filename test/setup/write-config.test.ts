import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { systemClock } from '../../src/adapters/clock.ts'
import { createFiles } from '../../src/adapters/files.ts'
import { parseConfig } from '../../src/config/load.ts'
import { renderConfig } from '../../src/setup/config-text.ts'
import { writeConfig, writeSecret } from '../../src/setup/write-config.ts'

const choices = { cron: '30 5 * * *', mode: 'ask' }
const world = { clock: systemClock, files: createFiles() }

function makeFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'moltd-setup-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  return folder
}

test('what was chosen is in the config, each with its sentence, and nothing else', () => {
  const text = renderConfig({
    ...choices,
    unit: 'openclaw-gateway-two.service',
    webhookFile: '/home/me/a "quoted" \\ name',
    mirror: { origin: 'git@git.example.org:me/openclaw-mirror.git' },
  })
  const config = parseConfig(text, 'config.json5')
  expect(config.schedule.cron).toBe('30 5 * * *')
  expect(config.policy.mode).toBe('ask')
  expect(config.gateway.unit).toBe('openclaw-gateway-two.service')
  expect(config.notify.discord.webhookUrlFile).toBe('/home/me/a "quoted" \\ name')
  expect(config.mirror).toMatchObject({ enabled: true, origin: 'git@git.example.org:me/openclaw-mirror.git' })
  expect(parseConfig(renderConfig({ ...choices, mirror: {} }), 'config.json5').mirror).toMatchObject({
    enabled: true,
  })
  expect(text).toContain('// When moltd looks for an update')
  expect(text).not.toContain('soakSeconds')
  expect(renderConfig(choices)).not.toMatch(/discord|mirror: /)
})

test('a config that is there stays, unless it may go; then a copy is kept', async () => {
  const file = join(makeFolder(), 'moltd/config.json5')
  expect(await writeConfig(world, file, '{}', 'refuse')).toBe(null)
  const text = renderConfig(choices)
  await expect(writeConfig(world, file, text, 'refuse')).rejects.toMatchObject({ code: 'E_CONFIG_EXISTS' })
  expect(readFileSync(file, 'utf8')).toBe('{}')
  const copy = await writeConfig(world, file, text, 'keep-a-copy')
  expect(readFileSync(copy ?? '', 'utf8')).toBe('{}')
  expect(readFileSync(file, 'utf8')).toBe(text)
  expect(await writeConfig(world, file, text, 'refuse')).toBe(null)
})

test('a config that is not sound is never written', async () => {
  const file = join(makeFolder(), 'config.json5')
  const unsound = renderConfig({ ...choices, mode: 'sometimes' })
  await expect(writeConfig(world, file, unsound, 'keep-a-copy')).rejects.toMatchObject({
    code: 'E_CONFIG_VALUE',
  })
  expect(await world.files.stat(file)).toBe(null)
})

test('a secret is for its owner alone', async () => {
  const file = join(makeFolder(), 'moltd/discord-webhook')
  await writeSecret(world, file, ' https://secret \n')
  expect(statSync(file).mode & 0o777).toBe(0o600)
  expect(readFileSync(file, 'utf8')).toBe('https://secret\n')
})
