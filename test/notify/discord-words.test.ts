import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { locales, wordsOf } from '../../src/notify/discord-words.ts'

/** Names of things, and words that only exist where a language needs them. */
const mayBeEmpty = /^summaries\./

/** Every string of a language by its path; a function is asked with plain samples. */
function stringsOf(value: unknown, path = ''): [string, string][] {
  if (typeof value === 'function') return stringsOf(value(sampleOf(path), 3), path)
  if (typeof value === 'string') return [[path, value]]
  return Object.entries(value ?? {}).flatMap(([name, child]) =>
    stringsOf(child, path === '' ? name : `${path}.${name}`),
  )
}

function sampleOf(path: string): unknown {
  if (/^desk\.confirmRollback/.test(path))
    return { from: '1', to: '2', takenAt: 'x', point: 'x', size: '1', state: 'live' }
  if (/^desk\.wouldUpdate/.test(path)) return { from: '1', to: '2' }
  if (/^desk\.(status\.points|doctor)/.test(path)) return 5
  if (path === 'checkTitle') return { name: 'agent-way', title: 'the agent reaches its gateway' }
  if (/^(titles\.|wentBack|asks|atWork|goingBack)/.test(path)) return { from: '1', to: '2' }
  if (/^(duration|took|allChecksPass|someChecksPass|more|late|earlier)/.test(path)) return 5
  return 'x'
}

test('every language has every string, and none is empty', () => {
  const [english, ...others] = locales.map(locale => stringsOf(wordsOf(locale)))
  for (const other of others)
    expect(other.map(([path]) => path).sort()).toEqual(english?.map(([path]) => path).sort())
  for (const [path, text] of [...(english ?? []), ...others.flat()])
    expect(mayBeEmpty.test(path) || text.trim() !== '', path).toBe(true)
})

test('what is said in Japanese is Japanese', () => {
  const names = ['where']
  for (const [path, text] of stringsOf(wordsOf('ja')))
    if (!names.includes(path)) expect(text, path).toMatch(/[\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Han}]|→/u)
})

test('every check of moltd says its claim in Japanese, another in its own words', () => {
  const words = wordsOf('ja')
  for (const name of namesOfChecks()) expect(words.checkTitle({ name, title: '-' }), name).not.toBe('-')
  expect(words.checkTitle({ name: 'my-proxy', title: 'the proxy answers' })).toBe('the proxy answers')
})

/** As their sources name them. */
function namesOfChecks(): string[] {
  const source = join(import.meta.dirname, '../../src')
  const folders = ['health/checks', 'phases/preflight/checks'].map(folder => join(source, folder))
  const files = folders.flatMap(folder => readdirSync(folder).map(name => join(folder, name)))
  const texts = [...files, join(source, 'phases/rehearse/index.ts')].map(file => readFileSync(file, 'utf8'))
  const names = texts.flatMap(text =>
    [...text.matchAll(/(?:name: |name = |passes\()'([a-z-]+)'/g)].map(([, name = '']) => name),
  )
  expect(names.length).toBeGreaterThan(40)
  return names
}

test('a title without versions names none', () => {
  for (const locale of locales)
    for (const title of Object.values(wordsOf(locale).titles))
      expect(title({ from: null, to: null })).not.toMatch(/null|undefined/)
})
