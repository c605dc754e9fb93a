import { chmod, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { readWebhookUrl } from '../../src/config/secrets.ts'
import { makeWorld } from './world.ts'

const url = 'https://discord.com/api/webhooks/123/abc-DEF_1'
const settings = (discord: { webhookUrlFile?: string; webhookUrlEnv?: string }) => ({ notify: { discord } })

async function withFile(text: string, mode: number) {
  const world = await makeWorld()
  const file = join(world.places.home, 'webhook')
  await writeFile(file, text)
  await chmod(file, mode)
  return { world, file }
}

test('without a source there is no webhook', async () => {
  expect(await readWebhookUrl(await makeWorld(), settings({}))).toBeNull()
})

test('a file that only its owner reads gives its one line', async () => {
  const { world, file } = await withFile(`${url}\n`, 0o600)
  expect(await readWebhookUrl(world, settings({ webhookUrlFile: file }))).toBe(url)
})

test.each([0o640, 0o604, 0o622, 0o644])('a file of mode %o is refused, with the chmod to run', async mode => {
  const { world, file } = await withFile(url, mode)
  await expect(readWebhookUrl(world, settings({ webhookUrlFile: file }))).rejects.toMatchObject({
    code: 'E_SECRET_READABLE',
    hint: `Run: chmod 600 ${file}`,
  })
})

test('a link to an open file is refused as the file is', async () => {
  const { world, file } = await withFile(url, 0o644)
  const link = join(world.places.home, 'link')
  await symlink(file, link)
  await expect(readWebhookUrl(world, settings({ webhookUrlFile: link }))).rejects.toMatchObject({
    code: 'E_SECRET_READABLE',
  })
})

test("another user's file is refused", async () => {
  const { world, file } = await withFile(url, 0o600)
  const stranger = { ...world, places: { ...world.places, uid: world.places.uid + 1 } }
  const isRootOwned = world.places.uid === 0
  const reading = readWebhookUrl(stranger, settings({ webhookUrlFile: file }))
  await (isRootOwned
    ? expect(reading).resolves.toBe(url)
    : expect(reading).rejects.toMatchObject({ code: 'E_SECRET_READABLE' }))
})

test.each(['', '  \n'])('an empty file (%j) holds no secret', async text => {
  const { world, file } = await withFile(text, 0o600)
  await expect(readWebhookUrl(world, settings({ webhookUrlFile: file }))).rejects.toMatchObject({
    code: 'E_SECRET_MISSING',
  })
})

test('a file that is not there is named', async () => {
  const world = await makeWorld()
  await expect(readWebhookUrl(world, settings({ webhookUrlFile: '/nowhere/w' }))).rejects.toMatchObject({
    code: 'E_SECRET_MISSING',
    message: expect.stringContaining('/nowhere/w'),
  })
})

test('the environment gives it too, and an unset variable is named', async () => {
  const world = await makeWorld({ HOOK: url })
  expect(await readWebhookUrl(world, settings({ webhookUrlEnv: 'HOOK' }))).toBe(url)
  await expect(readWebhookUrl(world, settings({ webhookUrlEnv: 'OTHER' }))).rejects.toMatchObject({
    code: 'E_SECRET_MISSING',
    message: expect.stringContaining('OTHER'),
  })
})

test('http is good enough on this machine only', async () => {
  const local = 'http://127.0.0.1:9/api/v10/webhooks/1/t'
  const world = await makeWorld({ LOCAL: local, FAR: 'http://discord.com/api/webhooks/1/t' })
  expect(await readWebhookUrl(world, settings({ webhookUrlEnv: 'LOCAL' }))).toBe(local)
  await expect(readWebhookUrl(world, settings({ webhookUrlEnv: 'FAR' }))).rejects.toMatchObject({
    code: 'E_SECRET_INVALID',
    message: expect.not.stringContaining('discord.com'),
  })
})
