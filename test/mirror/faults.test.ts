import { execFileSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { chmodSync, readdirSync, readFileSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { findRepository } from '../../src/mirror/repository.ts'
import { verifyMirror } from '../../src/mirror/verify.ts'
import { serveGit } from '../doubles/git-server.ts'
import { openGitStage } from './git-stage.ts'

/** Real git over http, with an upstream of some size. */
async function openHttpStage() {
  const stage = openGitStage()
  const server = await serveGit(stage.home)
  onTestFinished(() => server.close())
  for (const version of ['2026.9.1', '2026.9.2', '2026.9.3']) {
    writeFileSync(join(stage.upstream, `large-${version}`), randomBytes(400_000))
    stage.release(version)
  }
  const settings = { upstream: `${server.url}/upstream/.git`, origin: `${server.url}/origin.git` }
  const sync = (more: object = {}) => stage.sync({ settings: { ...settings, ...more } })
  return {
    ...stage,
    server,
    sync,
    files: (folder: string) => readdirSync(folder, { recursive: true }).map(String),
  }
}

test('over http a mirror is made, followed and pushed as over any other way', async () => {
  const stage = await openHttpStage()
  const state = await stage.sync()
  expect(state).toMatchObject({ missing: 0, upstream: { trouble: null }, origin: { trouble: null } })
  expect(stage.refs(stage.origin)).toEqual(stage.refs(stage.upstream))
  stage.release('2026.9.4')
  await stage.sync()
  expect(stage.refs(stage.origin)).toEqual(stage.refs(stage.upstream))
})

test('a fetch that is cut in the middle leaves the mirror whole and no rubbish, and the next one brings everything', async () => {
  const stage = await openHttpStage()
  stage.server.faults.cutFetchAfter = 300_000
  const cut = await stage.sync()
  expect(cut.upstream.trouble?.kind).toBe('away')
  expect(cut.missing).toBe(4)
  expect(stage.files(stage.mirror).filter(name => /tmp_|\.lock$/.test(name))).toEqual([])
  stage.server.faults.cutFetchAfter = null
  const next = await stage.sync()
  expect(next).toMatchObject({ missing: 0, upstream: { trouble: null }, origin: { trouble: null } })
  expect(stage.refs(stage.origin)).toEqual(stage.refs(stage.upstream))
})

test('a push that is cut in the middle changes nothing at origin, and the next one brings everything', async () => {
  const stage = await openHttpStage()
  stage.server.faults.cutPushAfter = 300_000
  const cut = await stage.sync()
  expect(cut.upstream.trouble).toBeNull()
  expect(cut.origin?.trouble?.kind).toBe('away')
  expect(stage.refs(stage.origin)).toEqual({})
  stage.server.faults.cutPushAfter = null
  await stage.sync()
  expect(stage.refs(stage.origin)).toEqual(stage.refs(stage.upstream))
})

test('a host that wants a password is told apart, asks nobody, and takes nothing along', async () => {
  const stage = await openHttpStage()
  await stage.sync()
  stage.server.faults.password = 'secret'
  const state = await stage.sync()
  expect(state.upstream.trouble?.kind).toBe('refused')
  expect(state.origin?.trouble?.kind).toBe('refused')
  expect(state.alarms.map(({ text }) => text)).toEqual([expect.stringMatching(/no longer lets us read/)])
  expect(stage.refs(stage.mirror)).toEqual(stage.refs(stage.upstream))
})

test('the credential helper of the user opens it, and what it gave stands nowhere', async () => {
  const stage = await openHttpStage()
  stage.server.faults.password = 'hunter2hunter2'
  writeFileSync(
    join(stage.home, '.gitconfig'),
    '[credential]\n\thelper = "!f() { echo username=me; echo password=hunter2hunter2; }; f"\n',
  )
  const state = await stage.sync()
  expect(state).toMatchObject({ upstream: { trouble: null }, origin: { trouble: null } })
  const held = readdirSync(join(stage.home, 'data'), { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile())
    .filter(entry => readFileSync(join(entry.parentPath, entry.name)).includes('hunter2'))
  expect(held).toEqual([])
})

test.each([
  [404, 'gone'],
  [500, 'away'],
  [403, 'refused'],
])('status %i of a host is "%s"', async (status, kind) => {
  const stage = await openHttpStage()
  stage.server.faults.status = status
  expect((await stage.sync()).upstream.trouble?.kind).toBe(kind)
})

test('a host that hangs is left when the time is over', async () => {
  const stage = await openHttpStage()
  stage.server.faults.hangs = true
  const startedMs = performance.now()
  const state = await stage.sync({ timeoutMs: 1_500 })
  expect(state.upstream.trouble?.kind).toBe('slow')
  expect(performance.now() - startedMs).toBeLessThan(8_000)
})

test('a first clone whose time is over goes on from where it was', async () => {
  const stage = openGitStage()
  const blob = 'blob\nmark :1\ndata 2\nx\n\n'
  const commits = Array.from(
    { length: 320 },
    (_, index) =>
      `commit refs/heads/main\nmark :${index + 2}\ncommitter Clawd <c@example.org> ${1_700_000_000 + index} +0000\ndata 1\nc\n` +
      `${index === 0 ? '' : `from :${index + 1}\n`}M 100644 :1 file-${index}\n\nreset refs/tags/v2026.1.${index}\nfrom :${index + 2}\n\n`,
  )
  execFileSync('git', ['fast-import', '--quiet'], { cwd: stage.upstream, input: blob + commits.join('') })
  let fetches = 0
  const { git } = stage.world
  stage.world.git = {
    run: order => {
      if (order.words[0] === 'fetch') fetches += 1
      return git.run(fetches === 3 && order.words[0] === 'fetch' ? { ...order, timeoutMs: 1 } : order)
    },
  }
  const cut = await stage.sync()
  expect(cut.upstream.trouble?.kind).toBe('slow')
  expect(cut.missing).toBeGreaterThan(200)
  expect(cut.missing).toBeLessThan(321)
  fetches = 10
  expect(await stage.sync()).toMatchObject({ missing: 0, upstream: { trouble: null } })
  expect(fetches - 10).toBeGreaterThan(1)
  expect(stage.refs(stage.origin)).toEqual(stage.refs(stage.upstream))
})

test('a lock that a killed git left is in the way of nobody; one that is held now is said', async () => {
  const stage = openGitStage()
  stage.release('2026.9.4')
  await stage.sync()
  stage.release('2026.9.5')
  const lock = join(stage.mirror, 'refs', 'heads', 'main.lock')
  writeFileSync(lock, '')
  const fresh = stage.world.clock.nowMs() / 1000 + 86_400
  utimesSync(lock, fresh, fresh)
  expect((await stage.sync()).upstream.trouble?.kind).toBe('locked')
  // The day after it is a leftover.
  expect((await stage.sync()).upstream.trouble).toBeNull()
  expect(stage.refs(stage.mirror)['refs/heads/main']).toBe(stage.git(stage.upstream, 'rev-parse', 'main'))
})

test('a disk that is full is said, costs nothing, and is tried again', async () => {
  const stage = openGitStage()
  stage.release('2026.9.4')
  await stage.sync()
  const { files } = stage.world
  stage.world.files = { ...files, space: async () => ({ availableBytes: 1_000_000, totalBytes: 10 ** 9 }) }
  stage.release('2026.9.5')
  const full = await stage.sync()
  expect(full.upstream.trouble).toEqual({ kind: 'full', reason: 'only 1 MB are free on this disk' })
  stage.world.files = files
  expect((await stage.sync()).upstream.trouble).toBeNull()
})

test('a damaged pack is found by verify, which names it; a whole mirror passes', async () => {
  const stage = await openHttpStage()
  await stage.sync()
  const repository = await findRepository(stage.world)
  if (repository === null) throw new Error('no mirror')
  expect(await verifyMirror(repository, { hasOrigin: true })).toEqual([])
  stage.git(stage.mirror, 'repack', '-a', '-d', '--quiet')
  const packs = join(stage.mirror, 'objects', 'pack')
  const pack = join(packs, readdirSync(packs).find(name => name.endsWith('.pack')) ?? '')
  chmodSync(pack, 0o600)
  const bytes = readFileSync(pack)
  bytes.writeUInt8(bytes.readUInt8(statSync(pack).size >> 1) ^ 0xff, statSync(pack).size >> 1)
  writeFileSync(pack, bytes)
  const findings = await verifyMirror(repository, { hasOrigin: false })
  expect(findings[0]?.kind).toBe('damaged')
})

test('what origin lacks is found by verify', async () => {
  const stage = openGitStage()
  stage.release('2026.9.4')
  await stage.sync()
  stage.git(stage.origin, 'update-ref', '-d', 'refs/tags/v2026.9.4')
  const repository = await findRepository(stage.world)
  if (repository === null) throw new Error('no mirror')
  expect(await verifyMirror(repository, { hasOrigin: true })).toEqual([
    { kind: 'not-at-origin', text: 'origin lacks refs/tags/v2026.9.4' },
  ])
  await stage.sync()
  expect(await verifyMirror(repository, { hasOrigin: true })).toEqual([])
})
