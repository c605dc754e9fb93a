import { mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { execa } from 'execa'
import { expect, onTestFinished, test } from 'vitest'
import { createGit } from '../../src/adapters/git.ts'
import { newestOf, ownReleasesOf } from '../../src/mirror/own-releases.ts'
import { scratchRoot } from '../doubles/scratch-root.ts'

test('the newest release is the highest version among the tags, whatever else is tagged', async () => {
  const folder = mkdtempSync(join(scratchRoot, 'moltd-own-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const git = (...words: string[]) =>
    execa('git', ['-c', 'user.name=a', '-c', 'user.email=a@example.org', ...words], { cwd: folder })
  await git('init', '-q')
  await git('commit', '-q', '--allow-empty', '-m', 'a')
  for (const tag of ['v0.9.0', 'v0.10.1', '0.10.0', 'v1.0.0-rc.1', 'nightly']) await git('tag', tag)
  const own = ownReleasesOf(async () => createGit(process.env), folder, '0.9.0')
  expect(await own?.newest()).toBe('0.10.1')
})

test('a repository that is not there is no answer, and no error', async () => {
  const own = ownReleasesOf(async () => createGit(process.env), '/nowhere/at/all', '0.1.0')
  expect(await own?.newest()).toBeNull()
})

test('without a repository nobody looks', () => {
  expect(ownReleasesOf(async () => createGit({}), undefined, '0.1.0')).toBeNull()
})

test('an empty listing has no release', () => {
  expect(newestOf('')).toBeNull()
})
