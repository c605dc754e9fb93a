import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import pacote from 'pacote'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { makeStandInHome, type StandInHome } from './openclaw/stand-in-home.ts'
import { serveRegistry } from './registry-server.ts'

let home: StandInHome
let registry: Awaited<ReturnType<typeof serveRegistry>>

beforeAll(async () => {
  home = await makeStandInHome({ version: '2026.9.5' })
  const folder = await home.publish({ version: '2026.9.6' })
  await home.publish({ version: '2026.10.0-beta.1', tag: 'beta', nodeRange: '>=99' })
  registry = await serveRegistry(folder)
})
afterAll(async () => {
  await registry.close()
  await home.remove()
})

const options = () => ({ registry: registry.url, cache: join(home.home, 'cache') })

test('pacote reads its tags, versions and manifests', async () => {
  const packument = await pacote.packument('openclaw', { ...options(), fullMetadata: true })
  expect(packument['dist-tags']).toEqual({ latest: '2026.9.6', beta: '2026.10.0-beta.1' })
  const manifest = await pacote.manifest('openclaw@beta', { ...options(), fullMetadata: true })
  expect(manifest.engines).toEqual({ node: '>=99' })
  await expect(pacote.manifest('openclaw@1.0.0', options())).rejects.toMatchObject({ code: 'ETARGET' })
})

test('pacote extracts a tarball whose integrity is the stated one', async () => {
  const { _integrity } = await pacote.manifest('openclaw@2026.9.6', options())
  const to = join(home.home, 'extracted')
  await pacote.extract('openclaw@2026.9.6', to, { ...options(), integrity: _integrity })
  expect(JSON.parse(await readFile(join(to, 'package.json'), 'utf8')).version).toBe('2026.9.6')
})

test('a corrupted tarball is noticed', async () => {
  registry.faults.corrupt = true
  const to = join(home.home, 'corrupt')
  const extracting = pacote.extract('openclaw@2026.9.5', to, { ...options(), preferOnline: true })
  await expect(extracting).rejects.toThrow()
  registry.faults.corrupt = false
})

test('npm installs an exact version of it below a prefix, where it runs', async () => {
  const prefix = join(home.home, 'elsewhere')
  const run = promisify(execFile)
  const npm = [
    'install',
    '-g',
    '--prefix',
    prefix,
    `--registry=${registry.url}`,
    '--no-audit',
    '--no-fund',
    'openclaw@2026.9.6',
  ]
  await run('npm', npm, { env: { PATH: process.env.PATH, HOME: home.home } })
  const { stdout } = await run(join(prefix, 'bin/openclaw'), ['--version'], {
    env: { ...process.env, HOME: home.home },
  })
  expect(stdout).toMatch(/^OpenClaw 2026\.9\.6 \([0-9a-f]{7}\)\n$/)
})

test('it fails as ordered', async () => {
  registry.faults.status = 503
  const asking = pacote.packument('openclaw', {
    ...options(),
    preferOnline: true,
    fetchRetries: 0,
    cache: join(home.home, 'cold'),
  })
  await expect(asking).rejects.toMatchObject({ code: 'E503' })
  registry.faults.status = null
})
