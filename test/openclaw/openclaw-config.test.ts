import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createFiles } from '../../src/adapters/files.ts'
import { readOpenclawConfig } from '../../src/openclaw/openclaw-config.ts'

let folder: string
const files = createFiles()
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'moltd-config-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

async function read(text: string) {
  const path = join(folder, 'openclaw.json')
  await writeFile(path, text)
  return readOpenclawConfig({ files }, path)
}

test('what is needed is read, and no secret is kept', async () => {
  const config = await read(`{
    // JSON5
    gateway: { port: 18860, tls: { enabled: true }, bind: 'loopback', auth: { mode: 'token', token: 'hunter2' } },
    hooks: { token: 'hunter2' },
    update: { channel: 'beta', auto: { enabled: true } },
    meta: { lastTouchedVersion: '2026.9.5' }, channels: { discord: {} },
  }`)
  expect(config).toEqual({
    port: 18860,
    tls: true,
    bind: 'loopback',
    authMode: 'token',
    hasToken: true,
    tokenLength: 7,
    hasHooksToken: true,
    sharesHooksToken: true,
    autoUpdate: true,
    updateChannel: 'beta',
    lastTouchedVersion: '2026.9.5',
  })
  expect(JSON.stringify(config)).not.toContain('hunter2')
})

test('a config that is not there is an empty one', async () => {
  const config = await readOpenclawConfig({ files }, join(folder, 'none.json'))
  expect(config).toMatchObject({ port: null, hasToken: false, autoUpdate: false })
})

test('sections of another shape count as absent', async () => {
  const config = await read(
    '{ "gateway": { "port": "auto", "auth": [], "bind": "lan" }, "update": 7, "hooks": { "token": "" } }',
  )
  expect(config).toMatchObject({
    port: null,
    bind: 'lan',
    hasToken: false,
    autoUpdate: false,
    hasHooksToken: false,
  })
})

test('a mode without a token is read', async () => {
  const config = await read('{ gateway: { bind: "lan", auth: { mode: "none" } } }')
  expect(config).toMatchObject({ bind: 'lan', authMode: 'none', hasToken: false })
})

test('a token kept elsewhere is a token', async () => {
  const config = await read('{ gateway: { auth: { token: { source: "env", id: "X" } } } }')
  expect(config.hasToken).toBe(true)
})

test.each(['{ "gateway": { "auth": { "token": "hunter2" ', '"just text"', '[1]', ''])(
  '%j is E_OPENCLAW_CONFIG, and says nothing of its content',
  async text => {
    const thrown: unknown = await read(text).catch((error: unknown) => error)
    expect(thrown).toMatchObject({ code: 'E_OPENCLAW_CONFIG' })
    expect(String(thrown)).toContain(join(folder, 'openclaw.json'))
    expect(String(thrown)).not.toContain('hunter2')
  },
)

test('a folder in its place is E_OPENCLAW_CONFIG', async () => {
  await expect(readOpenclawConfig({ files }, folder)).rejects.toMatchObject({
    code: 'E_OPENCLAW_CONFIG',
    message: expect.stringContaining('EISDIR'),
  })
})
