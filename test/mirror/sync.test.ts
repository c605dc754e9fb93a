import { existsSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { commitsOf, openGitStage } from './git-stage.ts'

const untold = (state: { alarms: { text: string; isReported: boolean }[] }) =>
  state.alarms.filter(alarm => !alarm.isReported).map(({ text }) => text)

test('main and the release tags go from upstream to the mirror and on to origin; other refs do not', async () => {
  const stage = openGitStage()
  const first = stage.release('2026.9.4')
  const second = stage.release('2026.9.5')
  stage.git(stage.upstream, 'branch', 'experiment')
  stage.git(stage.upstream, 'tag', 'nightly')
  const state = await stage.sync()
  const expected = {
    'refs/heads/main': second,
    'refs/tags/v2026.9.4': first,
    'refs/tags/v2026.9.5': second,
  }
  expect(stage.refs(stage.mirror)).toEqual(expected)
  expect(stage.refs(stage.origin)).toEqual(expected)
  expect(state).toMatchObject({
    missing: 0,
    alarms: [],
    upstream: { trouble: null },
    origin: { trouble: null },
  })
})

test('a second sync brings only what is new, and one with nothing new changes nothing', async () => {
  const stage = openGitStage()
  stage.release('2026.9.4')
  await stage.sync()
  const next = stage.release('2026.9.5')
  await stage.sync()
  expect(stage.refs(stage.origin)['refs/heads/main']).toBe(next)
  const before = stage.refs(stage.mirror)
  await stage.sync()
  expect(stage.refs(stage.mirror)).toEqual(before)
})

test('git need not open a commit of every ref to know that it is there', async () => {
  const stage = openGitStage()
  stage.release('2026.9.4')
  await stage.sync()
  stage.release('2026.9.5')
  await stage.sync()
  const chain = join(stage.mirror, 'objects', 'info', 'commit-graphs', 'commit-graph-chain')
  expect(existsSync(chain)).toBe(true)
  stage.git(stage.mirror, 'commit-graph', 'verify')
})

test('a branch that upstream rewrites is followed, and the old history stays, here and at origin, under a date', async () => {
  const stage = openGitStage()
  stage.release('2026.9.4')
  const old = stage.release('2026.9.5')
  await stage.sync()
  stage.git(stage.upstream, 'reset', '--quiet', '--hard', 'v2026.9.4')
  const rewritten = stage.commit('another history')
  const state = await stage.sync()
  expect(untold(state)).toEqual([
    expect.stringMatching(/^branch main was rewritten upstream, from \w{10} to/),
  ])
  const here = stage.refs(stage.mirror)
  expect(here['refs/heads/main']).toBe(rewritten)
  expect(here['refs/moltd/kept/20261124T060000Z/heads/main']).toBe(old)
  const there = stage.refs(stage.origin)
  expect(there['refs/heads/main']).toBe(old)
  expect(there['refs/moltd/kept/20261124T060000Z/heads/main']).toBe(old)
  expect(there['refs/moltd/since/20261124T060000Z/heads/main']).toBe(rewritten)
  expect(state.origin?.trouble).toBeNull()
  expect(state.foreign).toEqual([])

  const further = stage.commit('it goes on')
  expect(untold(await stage.sync())).toHaveLength(1)
  expect(stage.refs(stage.origin)['refs/moltd/since/20261124T060000Z/heads/main']).toBe(further)
  expect(Object.keys(stage.refs(stage.origin)).filter(name => name.includes('/since/'))).toHaveLength(1)
})

test('a moved release tag is an alarm, once; the tag stays with what was seen first, and both commits are kept', async () => {
  const stage = openGitStage()
  const first = stage.release('2026.9.5')
  await stage.sync()
  const evil = stage.commit('something else')
  stage.git(stage.upstream, 'tag', '--force', 'v2026.9.5')
  const state = await stage.sync()
  expect(untold(state)).toEqual([expect.stringMatching(/^release tag v2026\.9\.5 was moved upstream/)])
  for (const folder of [stage.mirror, stage.origin]) {
    expect(stage.refs(folder)).toMatchObject({
      'refs/tags/v2026.9.5': first,
      'refs/moltd/kept/20261124T060000Z/tags/v2026.9.5': first,
      'refs/moltd/moved/20261124T060000Z/tags/v2026.9.5': evil,
    })
  }
  expect(untold(await stage.sync())).toHaveLength(1)
})

test('what upstream deletes stays, and is told once', async () => {
  const stage = openGitStage({ settings: { refs: ['refs/heads/*', 'refs/tags/v*'] } })
  const first = stage.release('2026.9.4')
  stage.release('2026.9.5')
  stage.git(stage.upstream, 'branch', 'stable', 'v2026.9.4')
  await stage.sync()
  stage.git(stage.upstream, 'tag', '--delete', 'v2026.9.4')
  stage.git(stage.upstream, 'branch', '--quiet', '-D', 'stable')
  const state = await stage.sync()
  expect(untold(state)).toEqual(['2 refs were deleted upstream: stable, v2026.9.4; the mirror keeps them'])
  for (const folder of [stage.mirror, stage.origin])
    expect(stage.refs(folder)).toMatchObject({ 'refs/heads/stable': first, 'refs/tags/v2026.9.4': first })
  expect(untold(await stage.sync())).toHaveLength(1)
})

test('an upstream that is emptied, and one that is gone, take nothing along', async () => {
  const stage = openGitStage()
  stage.release('2026.9.4')
  stage.release('2026.9.5')
  await stage.sync()
  const held = [stage.refs(stage.mirror), stage.refs(stage.origin)]
  for (const name of Object.keys(stage.refs(stage.upstream)))
    stage.git(stage.upstream, 'update-ref', '-d', name)
  const emptied = await stage.sync()
  expect(untold(emptied)).toEqual([expect.stringMatching(/was emptied: none of its refs is left/)])
  expect(emptied.upstream.trouble?.kind).toBe('gone')
  rmSync(stage.upstream, { recursive: true })
  const gone = await stage.sync()
  expect(gone.upstream.trouble?.kind).toBe('gone')
  expect([stage.refs(stage.mirror), stage.refs(stage.origin)]).toEqual(held)
})

test('an upstream whose whole history is another one takes nothing along either', async () => {
  const stage = openGitStage()
  stage.release('2026.9.4')
  const last = stage.release('2026.9.5')
  await stage.sync()
  const before = commitsOf(stage, stage.origin)
  rmSync(stage.upstream, { recursive: true })
  stage.git(stage.home, 'init', '--quiet', '--initial-branch=main', stage.upstream)
  stage.commit('a first commit that has nothing to do with it')
  stage.git(stage.upstream, 'tag', 'v2026.9.5')
  const state = await stage.sync()
  expect(untold(state)).toHaveLength(3)
  for (const folder of [stage.mirror, stage.origin]) {
    for (const commit of before) expect(commitsOf(stage, folder)).toContain(commit)
    expect(stage.refs(folder)['refs/tags/v2026.9.5']).toBe(last)
  }
})

test('an origin that somebody else pushed to is said, never forced, and our line goes on under a date', async () => {
  const stage = openGitStage()
  stage.release('2026.9.4')
  await stage.sync()
  const own = stage.git(stage.upstream, 'commit-tree', '-m', 'mine', 'HEAD^{tree}', '-p', 'HEAD')
  stage.git(stage.upstream, 'push', '--quiet', stage.origin, `${own}:refs/heads/main`)
  const next = stage.release('2026.9.5')
  const state = await stage.sync()
  expect(state.foreign).toEqual(['refs/heads/main'])
  expect(stage.refs(stage.origin)).toMatchObject({
    'refs/heads/main': own,
    'refs/moltd/since/20261124T060000Z/heads/main': next,
    'refs/tags/v2026.9.5': next,
  })
})

test('an origin that is away is said, and gets everything when it is back', async () => {
  const stage = openGitStage()
  stage.release('2026.9.4')
  const away = await stage.sync({ settings: { origin: `file://${stage.home}/nowhere.git` } })
  expect(away.origin?.trouble?.kind).toBe('gone')
  expect(away.upstream.trouble).toBeNull()
  const back = await stage.sync()
  expect(back.origin).toMatchObject({ trouble: null })
  expect(stage.refs(stage.origin)).toEqual(stage.refs(stage.mirror))
})

test('a mirror that was lost comes back from origin, with what upstream has thrown away since', async () => {
  const stage = openGitStage()
  stage.release('2026.9.4')
  const old = stage.release('2026.9.5')
  await stage.sync()
  stage.git(stage.upstream, 'reset', '--quiet', '--hard', 'v2026.9.4')
  stage.git(stage.upstream, 'tag', '--delete', 'v2026.9.5')
  stage.commit('another history')
  await stage.sync()
  rmSync(stage.mirror, { recursive: true })
  const state = await stage.sync()
  expect(state.upstream.trouble).toBeNull()
  expect(stage.refs(stage.mirror)).toMatchObject({
    'refs/tags/v2026.9.5': old,
    'refs/moltd/kept/20261124T060000Z/heads/main': old,
  })
})

test('a ref that cannot be had keeps back no other', async () => {
  const stage = openGitStage()
  stage.release('2026.9.4')
  stage.git(stage.upstream, 'tag', 'v1')
  await stage.sync()
  stage.git(stage.upstream, 'tag', '--delete', 'v1')
  stage.git(stage.upstream, 'tag', 'v1/below')
  const next = stage.release('2026.9.5')
  const state = await stage.sync()
  expect(state.missing).toBe(1)
  expect(stage.refs(stage.mirror)['refs/tags/v2026.9.5']).toBe(next)
  expect(stage.refs(stage.mirror)['refs/heads/main']).toBe(next)
})

test('a shallow mirror takes the newest commits, and follows without an alarm', async () => {
  const settings = { depth: 1, origin: null, refs: ['refs/heads/main'] }
  const stage = openGitStage({ settings })
  for (let count = 0; count < 5; count += 1) stage.commit(`${count}`)
  await stage.sync()
  expect(commitsOf(stage, stage.mirror).size).toBe(1)
  stage.commit('one more')
  stage.commit('and one more')
  expect(untold(await stage.sync())).toEqual([])
  expect(commitsOf(stage, stage.mirror).size).toBe(3)
})

test('a partial mirror leaves contents at upstream until they are asked for', async () => {
  const stage = openGitStage({ settings: { filter: 'blob:none', origin: null } })
  stage.git(stage.upstream, 'config', 'uploadpack.allowFilter', 'true')
  stage.git(stage.upstream, 'config', 'uploadpack.allowAnySHA1InWant', 'true')
  const commit = stage.release('2026.9.4')
  expect((await stage.sync()).upstream.trouble).toBeNull()
  const missing = stage.git(stage.mirror, 'rev-list', '--objects', '--missing=print', '--all')
  expect(missing).toMatch(/^\?/m)
  expect(stage.git(stage.mirror, 'show', `${commit}:package.json`)).toContain('2026.9.4')
})
