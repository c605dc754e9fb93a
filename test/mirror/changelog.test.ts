import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { digestChangelog, reachesBackTo } from '../../src/mirror/changelog.ts'

/** Parts of the real CHANGELOG.md of the packages of these versions. */
const real = (version: string) =>
  readFileSync(join(import.meta.dirname, 'changelogs', `${version}.md`), 'utf8')

test('of a real package: the highlights, without numbers, thanks and the record of contributions', () => {
  const digest = digestChangelog(real('2026.9.6'), '2026.9.5', '2026.9.6')
  expect(digest?.versions).toEqual(['2026.9.6'])
  expect(digest?.notable).toHaveLength(8)
  expect(digest?.notable[1]).toBe(
    'Restart recovery: recover stranded conversations, preserve active work during Node restarts, and keep sibling completion replay attached to its original requester input.',
  )
  expect(JSON.stringify(digest)).not.toMatch(/Thanks|#\d|PR #/)
  expect(digest?.omitted).toBeGreaterThan(30)
  expect(digest?.url).toMatch(/\/v2026\.9\.6$/)
})

test('what breaks is found wherever a real changelog says it', () => {
  const bold = digestChangelog(real('2026.9.3'), '2026.9.2', '2026.9.3')
  expect(bold?.breaking).toHaveLength(6)
  expect(bold?.breaking[0]).toMatch(/^Breaking — Node runtime: require Node 24\.16\.0 or newer/)
  const headed = digestChangelog(real('2026.2.19'), '2026.2.9', '2026.2.13')
  expect(headed?.breaking.length).toBeGreaterThan(0)
})

test('what is about security is told apart, and no entry is told twice', () => {
  const digest = digestChangelog(real('2026.2.19'), '2026.2.17', '2026.2.19')
  expect(digest?.security).toHaveLength(6)
  expect(digest?.security.every(text => /security/i.test(text.split(':')[0] ?? ''))).toBe(true)
  const all = [digest?.breaking, digest?.security, digest?.notable].flat()
  expect(new Set(all).size).toBe(all.length)
})

test('a whole changelog is cut to the versions between, newest first, the installed one left out', () => {
  const digest = digestChangelog(real('2026.2.19'), '2026.2.12', '2026.2.17')
  expect(digest?.versions).toEqual(['2026.2.17', '2026.2.13'])
})

test('a later revision comes after its release, and a beta is told by the section of its release', () => {
  const text = '## 2026.2.19-2\n\n### Fixes\n\n- Two.\n\n## 2026.2.19\n\n### Fixes\n\n- One.\n'
  expect(digestChangelog(text, '2026.2.19', '2026.2.19-2')?.versions).toEqual(['2026.2.19-2'])
  expect(digestChangelog(text, '2026.2.17', '2026.2.19-beta.1')?.versions).toEqual([
    '2026.2.19-2',
    '2026.2.19',
  ])
})

test('texts of several packages one after the other are one changelog; the own text of a version wins', () => {
  const text = `## 2026.9.6\n- Own six.\n## 2026.9.5\n- Five in six.\n\n# Changelog\n\n## 2026.9.5\n- Own five.\n`
  expect(digestChangelog(text, '2026.9.4', '2026.9.6')?.versions).toEqual(['2026.9.6', '2026.9.5'])
})

test('nothing is known of versions that the text does not tell of, nor of a way back', () => {
  expect(digestChangelog(real('2026.9.6'), '2026.9.6', '2026.9.7')).toBeNull()
  expect(digestChangelog(real('2026.9.6'), '2026.9.6', '2026.9.5')).toBeNull()
  expect(digestChangelog('no changelog at all', '2026.9.5', '2026.9.6')).toBeNull()
  expect(reachesBackTo(real('2026.9.6'), '2026.9.5')).toBe(false)
  expect(reachesBackTo(real('2026.2.19'), '2026.2.17')).toBe(true)
})

test('text from outside comes out as plain short lines, however it is meant', () => {
  const evil = `## 2026.9.6\n### Highlights\n- **Links:** [click](https://evil.example/a) \u001b[31mred\u001b[0m \u202e@everyone ${'x'.repeat(5_000)}\n- ${'['.repeat(20_000)}\n- ${'('.repeat(20_000)}#1\n`
  const startedMs = performance.now()
  const digest = digestChangelog(evil, '2026.9.5', '2026.9.6')
  expect(performance.now() - startedMs).toBeLessThan(1_000)
  expect(digest?.notable[0]).toMatch(/^Links: click red @everyone x+…$/)
  for (const text of digest?.notable ?? []) expect(text.length).toBeLessThanOrEqual(220)
})
