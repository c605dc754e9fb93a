import { execFileSync } from 'node:child_process'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { GitOrder } from '../../src/ports/git.ts'
import { type GitStage, openGitStage } from './git-stage.ts'
import { historyOf } from './history.ts'

const many = 300

/** A history of so many releases, in a bare repository in place of upstream's. */
function openLongHistory() {
  const orders: GitOrder[] = []
  const stage = openGitStage({
    git: real => ({
      run: order => {
        orders.push(order)
        return real.run(order)
      },
    }),
  })
  grow(stage, 0)
  return { ...stage, orders }
}

function grow({ upstream }: Pick<GitStage, 'upstream'>, from: number): void {
  const input = historyOf(from, { commits: many, tags: many })
  execFileSync('git', ['fast-import', '--quiet'], { cwd: upstream, input })
}

test('a first clone comes and goes on to origin in parts, and then by pattern: hardly a ref is named', async () => {
  const stage = openLongHistory()
  expect(await stage.sync()).toMatchObject({
    missing: 0,
    upstream: { trouble: null },
    origin: { trouble: null },
  })
  expect(stage.refs(stage.mirror)).toEqual(stage.refs(stage.upstream))
  expect(stage.refs(stage.origin)).toEqual(stage.refs(stage.upstream))
  const fetches = stage.orders.filter(({ words }) => words[0] === 'fetch')
  const pushes = stage.orders.filter(({ words }) => words[0] === 'push')
  expect(fetches.length).toBeGreaterThan(10)
  expect(pushes.length).toBeGreaterThan(10)
  for (const { input } of fetches) expect(input?.trim().split('\n').length).toBeLessThan(4)
  for (const { words } of pushes)
    expect(words.filter(word => word.startsWith('refs/')).length).toBeLessThan(4)
})

test('many new releases, a moved tag, and a tag of somebody else at origin: all of it comes, nothing is forced', async () => {
  const stage = openLongHistory()
  await stage.sync()
  const first = stage.refs(stage.upstream)
  stage.git(stage.upstream, 'tag', '--force', 'v2026.1.7', 'v2026.1.9')
  grow(stage, many)
  stage.git(stage.origin, 'update-ref', 'refs/tags/v2026.1.400', first['refs/tags/v2026.1.1'] ?? '')
  const state = await stage.sync()
  expect(state).toMatchObject({
    missing: 0,
    upstream: { trouble: null },
    origin: { trouble: null },
    foreign: ['refs/tags/v2026.1.400'],
  })
  const { 'refs/tags/v2026.1.7': moved, ...others } = stage.refs(stage.upstream)
  expect(stage.refs(stage.mirror)).toMatchObject({
    ...others,
    'refs/tags/v2026.1.7': first['refs/tags/v2026.1.7'],
  })
  const { 'refs/tags/v2026.1.400': ours, ...pushed } = stage.refs(stage.mirror)
  expect(stage.refs(stage.origin)).toMatchObject({
    ...pushed,
    'refs/tags/v2026.1.400': first['refs/tags/v2026.1.1'],
    'refs/moltd/since/20261124T060000Z/tags/v2026.1.400': ours,
    'refs/moltd/moved/20261124T060000Z/tags/v2026.1.7': moved,
  })
})

test('of many, one that cannot be had keeps back no other', async () => {
  const stage = openLongHistory()
  const lost = execFileSync('git', ['hash-object', '-w', '--stdin', '-t', 'commit'], {
    cwd: stage.upstream,
    encoding: 'utf8',
    input: execFileSync('git', ['cat-file', 'commit', 'main'], {
      cwd: stage.upstream,
      encoding: 'utf8',
    }).replace(/commit \d+$/, 'lost'),
  }).trim()
  stage.git(stage.upstream, 'update-ref', 'refs/tags/v2026.2.1', lost)
  const whole = stage.refs(stage.upstream)
  rmSync(join(stage.upstream, '.git', 'objects', lost.slice(0, 2), lost.slice(2)))
  const state = await stage.sync()
  expect(state.upstream.trouble?.kind).toBe('other')
  expect(state.missing).toBe(1)
  const { 'refs/tags/v2026.2.1': gone, ...others } = whole
  expect(gone).toBe(lost)
  expect(stage.refs(stage.mirror)).toEqual(others)
})
