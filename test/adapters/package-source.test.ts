import { randomBytes } from 'node:crypto'
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createPackageSource } from '../../src/adapters/package-source.ts'
import { serveRegistry } from '../doubles/registry-server.ts'

let home: string
let registry: Awaited<ReturnType<typeof serveRegistry>>

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'moltd-packages-'))
  const published = join(home, 'published')
  for (const version of ['2026.9.5', '2026.9.6']) {
    await mkdir(join(published, version, 'dist'), { recursive: true })
    await writeFile(join(published, version, 'package.json'), JSON.stringify({ name: 'openclaw', version }))
    await writeFile(join(published, version, 'CHANGELOG.md'), `## ${version}\n- Ünïcode of ${version}\n`)
    await writeFile(join(published, version, 'dist', 'large.js'), randomBytes(8 * 1024 * 1024))
  }
  await writeFile(join(published, 'dist-tags.json'), JSON.stringify({ latest: '2026.9.6' }))
  registry = await serveRegistry(published)
  await mkdir(join(home, 'user'))
  await writeFile(join(home, 'user', '.npmrc'), `registry=${registry.url}\n`)
})

afterEach(async () => {
  await registry.close()
  await rm(home, { recursive: true, force: true })
})

const source = () =>
  createPackageSource({ environment: { HOME: join(home, 'user') }, home: join(home, 'user') })
/** Anew for each question: one clock for all of them would run out on a busy machine. */
const limits = () => ({ maxBytes: 1_000, signal: AbortSignal.timeout(60_000) })

test('a text is read out of a tarball of the registry, and nothing is written', async () => {
  const packages = source()
  const text = await packages.readPackedText('openclaw', '2026.9.6', 'CHANGELOG.md', limits())
  expect(text).toBe('## 2026.9.6\n- Ünïcode of 2026.9.6\n')
  expect(await packages.readPackedText('openclaw', '2026.9.5', 'CHANGELOG.md', limits())).toContain(
    '2026.9.5',
  )
  expect(registry.requests.filter(line => line === 'GET /openclaw')).toHaveLength(1)
  expect(await readdir(join(home, 'user'))).toEqual(['.npmrc'])
})

test('a text that is not there, or is too long, is null', async () => {
  expect(await source().readPackedText('openclaw', '2026.9.6', 'NEWS.md', limits())).toBeNull()
  const short = { ...limits(), maxBytes: 10 }
  expect(await source().readPackedText('openclaw', '2026.9.6', 'CHANGELOG.md', short)).toBeNull()
})

test('a file behind a large one is found too', async () => {
  const text = await source().readPackedText('openclaw', '2026.9.6', 'package.json', limits())
  expect(JSON.parse(text ?? '{}')).toMatchObject({ version: '2026.9.6' })
})

test('the versions are those of the registry', async () => {
  expect((await source().versions('openclaw')).toSorted()).toEqual(['2026.9.5', '2026.9.6'])
})

test('a version that is gone, a broken tarball and an abort are failures of the registry', async () => {
  const gone = source().readPackedText('openclaw', '2026.9.1', 'CHANGELOG.md', limits())
  await expect(gone).rejects.toMatchObject({ code: 'E_REGISTRY' })
  const aborted = source().readPackedText('openclaw', '2026.9.6', 'CHANGELOG.md', {
    ...limits(),
    signal: AbortSignal.abort(),
  })
  await expect(aborted).rejects.toMatchObject({ code: 'E_REGISTRY' })
  registry.faults.corrupt = true
  const broken = source().readPackedText('openclaw', '2026.9.6', 'dist/none', limits())
  await expect(broken).rejects.toMatchObject({ code: 'E_REGISTRY' })
})
