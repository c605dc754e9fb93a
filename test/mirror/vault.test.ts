import { execFileSync } from 'node:child_process'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { systemClock } from '../../src/adapters/clock.ts'
import { systemCommands } from '../../src/adapters/commands.ts'
import { createFiles } from '../../src/adapters/files.ts'
import { createPackageSource } from '../../src/adapters/package-source.ts'
import { createRegistry } from '../../src/adapters/registry.ts'
import { keepVersion } from '../../src/mirror/keep-version.ts'
import { measureVault, pruneVault } from '../../src/mirror/prune-vault.ts'
import { registryOf } from '../../src/mirror/registry-of-one.ts'
import {
  hexOf,
  listVault,
  npmCacheOf,
  readEntry,
  tarballPath,
  treeFolder,
  type VaultWorld,
} from '../../src/mirror/vault.ts'
import { verifyEntry } from '../../src/mirror/verify-vault.ts'
import { installArguments } from '../../src/phases/update/find-npm.ts'
import type { SignatureAnswer } from '../../src/ports/package-source.ts'
import { quietLog } from '../doubles/quiet-log.ts'
import { serveRegistry } from '../doubles/registry-server.ts'
import { scratchRoot } from '../doubles/scratch-root.ts'

const npm = execFileSync('sh', ['-c', 'command -v npm'], { encoding: 'utf8' }).trim()

let home: string
let published: string
let registry: Awaited<ReturnType<typeof serveRegistry>>
let world: VaultWorld

async function publish(version: string, text = version, more: object = {}): Promise<void> {
  await mkdir(join(published, version), { recursive: true })
  const engines = { node: '>=22' }
  await writeFile(
    join(published, version, 'package.json'),
    JSON.stringify({ name: 'openclaw', version, engines, ...more }),
  )
  await writeFile(join(published, version, 'index.js'), text)
}

beforeEach(async () => {
  home = await mkdtemp(join(scratchRoot, 'moltd-vault-'))
  published = join(home, 'published')
  for (const version of ['2026.9.4', '2026.9.5', '2026.9.6']) await publish(version)
  await writeFile(join(published, 'dist-tags.json'), JSON.stringify({ latest: '2026.9.6' }))
  registry = await serveRegistry(published)
  await writeFile(join(home, '.npmrc'), `registry=${registry.url}\n`)
  world = {
    clock: systemClock,
    files: createFiles(),
    log: quietLog,
    environment: {},
    commands: {
      run: spec =>
        systemCommands.run({
          ...spec,
          env: { HOME: home, PATH: process.env.PATH ?? '', NO_UPDATE_NOTIFIER: '1' },
        }),
    },
    places: {
      home,
      configFolder: join(home, 'config'),
      dataFolder: join(home, 'data'),
      runtimeFolder: join(home, 'run'),
      temporaryFolder: join(home, 'tmp'),
      uid: 0,
    },
  }
})

afterEach(async () => {
  await registry.close()
  await rm(home, { recursive: true, force: true })
})

const keep = (
  version: string,
  npmPath: string | null = npm,
  leaveFreeBytes = 0,
  signatures?: SignatureAnswer,
) => {
  const options = { environment: { HOME: home, PATH: process.env.PATH }, home }
  const parts = {
    packages:
      signatures === undefined
        ? createPackageSource(options)
        : { ...createPackageSource(options), checkSignatures: async () => signatures },
    registry: createRegistry(options),
    npm: npmPath,
    leaveFreeBytes,
  }
  return keepVersion(world, { ...parts, signal: AbortSignal.timeout(60_000) }, version)
}

test('a version that was unpublished is installed from the vault, with no registry at all', async () => {
  await publish('2026.9.5', '2026.9.5', { dependencies: { older: 'npm:openclaw@2026.9.4' } })
  const entry = await keep('2026.9.5')
  expect(await verifyEntry(world, entry)).toEqual([])
  expect(entry).toMatchObject({ nodeRange: '>=22', signature: 'not-offered', alarms: [] })
  await rm(join(published, '2026.9.5'), { recursive: true })
  await registry.close()

  // The user asks another one by now.
  await writeFile(join(home, '.npmrc'), 'registry=http://127.0.0.1:9/\n')
  const kept = {
    tarball: tarballPath(world, entry.integrity),
    npmCache: npmCacheOf(world, '2026.9.5'),
    registry: entry.tree?.registry ?? null,
  }
  expect(kept.registry).toBe(registry.url)
  const prefix = join(home, 'prefix')
  const argv = installArguments({ path: npm, version: '10.0.0' }, prefix, '2026.9.5', kept)
  const done = await world.commands.run({ argv: [npm, ...argv], timeoutMs: 60_000 })
  expect(done.stderr).toBe('')
  expect(done.exitCode).toBe(0)
  const root = join(prefix, 'lib', 'node_modules', 'openclaw')
  expect(await readFile(join(root, 'index.js'), 'utf8')).toBe('2026.9.5')
  expect(await readFile(join(root, 'node_modules', 'older', 'index.js'), 'utf8')).toBe('2026.9.4')
  expect(await registryOf(entry).manifest('openclaw', '2026.9.5')).toMatchObject({ nodeRange: '>=22' })
})

test('the tarball lies under its own content, and is the same as the registry gave', async () => {
  const { integrity } = await keep('2026.9.5', null)
  const bytes = await readFile(join(home, 'data', 'vault', 'tarballs', `${hexOf(integrity)}.tgz`))
  const { createHash } = await import('node:crypto')
  expect(`sha512-${createHash('sha512').update(bytes).digest('base64')}`).toBe(integrity)
})

test('a tarball that is not what the registry promised is not kept', async () => {
  registry.faults.corrupt = true
  await expect(keep('2026.9.5', null)).rejects.toMatchObject({ code: 'E_REGISTRY' })
  expect(await listVault(world)).toEqual([])
})

test('a published version that changes afterwards is an alarm, once, and the first is kept', async () => {
  const first = await keep('2026.9.5', null)
  await publish('2026.9.5', 'something else under the same number')
  await keep('2026.9.5', null)
  const again = await keep('2026.9.5', null)
  expect(again.integrity).toBe(first.integrity)
  expect(again.alarms).toEqual([
    {
      isReported: false,
      text: expect.stringMatching(/another package for 2026\.9\.5 than when it was first seen/),
    },
  ])
  expect(
    await verifyEntry(world, { ...again, tree: { packages: 0, bytes: 0, files: [], registry: null } }),
  ).toEqual([])
})

test('a signature that does not fit is an alarm, once; one that could not be checked is checked again', async () => {
  const answers = ['unknown', 'wrong', 'wrong', 'verified'] as const
  const seen = []
  for (const signature of answers) {
    const answer = { signature, provenance: 'not-offered', reason: null } as const
    const { signature: kept, alarms } = await keep('2026.9.5', null, 0, answer)
    seen.push(`${kept}, ${alarms.length}`)
    for (const { text } of alarms)
      expect(text).toMatch(/^2026\.9\.5 is not proven to come from its publisher/)
  }
  expect(seen).toEqual(['unknown, 0', 'wrong, 1', 'wrong, 1', 'verified, 1'])
})

test('what is kept is kept without a registry, and what is not there cannot be', async () => {
  await keep('2026.9.5', null)
  registry.faults.status = 500
  expect((await keep('2026.9.5', null)).version).toBe('2026.9.5')
  registry.faults.status = null
  await expect(keep('2026.1.1', null)).rejects.toMatchObject({ code: 'E_VAULT' })
})

test('what is damaged or gone is found by verify', async () => {
  const entry = await keep('2026.9.5')
  const [file] = entry.tree?.files ?? []
  await rm(join(treeFolder(world, '2026.9.5'), file?.path ?? ''))
  expect(await verifyEntry(world, entry)).toEqual([expect.stringMatching(/gone or not what they were$/)])
  await writeFile(tarballPath(world, entry.integrity), 'x')
  expect((await verifyEntry(world, entry))[0]).toMatch(/is not what it was$/)
  expect(await verifyEntry(world, { ...entry, tree: null })).toContain('what it depends on is not kept')
})

test('what is damaged or gone is fetched again by the next keep; another package is not taken for it', async () => {
  const entry = await keep('2026.9.5')
  const [file] = entry.tree?.files ?? []
  await rm(join(treeFolder(world, '2026.9.5'), file?.path ?? ''))
  await writeFile(tarballPath(world, entry.integrity), 'x')
  expect(await verifyEntry(world, await keep('2026.9.5'))).toEqual([])
  await publish('2026.9.5', 'something else under the same number')
  await rm(tarballPath(world, entry.integrity))
  await expect(keep('2026.9.5')).rejects.toMatchObject({ code: 'E_REGISTRY' })
})

test('a disk with too little room gets nothing more, and is said; what is kept stays', async () => {
  await keep('2026.9.5')
  const { space } = world.files
  world.files.space = async path => ({ ...(await space(path)), availableBytes: 3.1e9 })
  await expect(keep('2026.9.6', npm, 5e9)).rejects.toThrow(
    "cannot keep 2026.9.6: only 3.1 GB are free on the vault's disk, and 5.0 GB are to stay free",
  )
  expect(await verifyEntry(world, await keep('2026.9.5', npm, 5e9))).toEqual([])
})

test('beyond its share of the disk the version used longest ago goes; what is shared counts once', async () => {
  const dependencies = { older: 'npm:openclaw@2026.9.3' }
  await publish('2026.9.3', 'x'.repeat(100_000))
  for (const version of ['2026.9.4', '2026.9.5', '2026.9.6']) {
    await publish(version, version, { dependencies })
    await keep(version)
  }
  const bytes = await measureVault(world)
  const du = execFileSync('du', [
    '--summarize',
    '--apparent-size',
    '--bytes',
    '--',
    join(home, 'data', 'vault'),
  ])
  expect(bytes).toBeLessThanOrEqual(Number.parseInt(du.toString(), 10))
  const bounds = { keep: 100, needed: ['2026.9.4'] }
  expect(await pruneVault(world, { ...bounds, bytes })).toEqual([])
  expect(await pruneVault(world, { ...bounds, bytes: bytes - 1 })).toEqual(['2026.9.5'])
  expect(await pruneVault(world, { ...bounds, bytes: 1 })).toEqual(['2026.9.6'])
  const [left] = await listVault(world)
  expect(left?.version).toBe('2026.9.4')
  expect(left === undefined ? ['gone'] : await verifyEntry(world, left)).toEqual([])
})

test('a further version begins with what is there, and stands on its own when the first is pruned', async () => {
  await keep('2026.9.4')
  await keep('2026.9.5')
  await keep('2026.9.6')
  expect(await pruneVault(world, { keep: 1, bytes: 1e9, needed: ['2026.9.4'] })).toEqual([
    '2026.9.5',
    '2026.9.6',
  ])
  expect((await listVault(world)).map(({ version }) => version)).toEqual(['2026.9.4'])
  await keep('2026.9.5')
  expect(await pruneVault(world, { keep: 1, bytes: 1e9, needed: [] })).toEqual(['2026.9.4'])
  const left = await readEntry(world, '2026.9.5')
  expect(left === null ? ['gone'] : await verifyEntry(world, left)).toEqual([])
})
