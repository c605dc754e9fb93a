import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  compareVersions,
  formatVersion,
  isPrerelease,
  parseVersion,
  type Version,
} from '../../src/openclaw/version.ts'

const inOrder = [
  '2026.2.19-alpha.1',
  '2026.2.19-beta.1',
  '2026.2.19-beta.2',
  '2026.2.19-beta.10',
  '2026.2.19-rc.1',
  '2026.2.19',
  '2026.2.19-1',
  '2026.2.19-2',
  '2026.2.19-10',
  '2026.2.21',
  '2026.9.5',
  '2026.10.1',
]

function parse(text: string): Version {
  const version = parseVersion(text)
  if (version === null) throw new Error(`no version in ${text}`)
  return version
}

const anyVersion = fc
  .tuple(
    fc.integer({ min: 2024, max: 2030 }),
    fc.integer({ min: 1, max: 12 }),
    fc.integer({ min: 0, max: 40 }),
    fc.oneof(
      fc.constant(''),
      fc.integer({ min: 1, max: 30 }).map(n => `-${n}`),
      fc
        .tuple(fc.constantFrom('alpha', 'beta', 'rc'), fc.integer({ min: 0, max: 30 }))
        .map(([k, n]) => `-${k}.${n}`),
    ),
  )
  .map(([year, month, patch, suffix]) => `${year}.${month}.${patch}${suffix}`)

const same = (a: number) => (a === 0 ? 0 : a)

test('a beta sorts before its release and a revision after it', () => {
  for (const [index, text] of inOrder.entries()) {
    for (const [other, otherText] of inOrder.entries()) {
      expect([text, otherText, Math.sign(compareVersions(parse(text), parse(otherText)))]).toEqual([
        text,
        otherText,
        Math.sign(index - other),
      ])
    }
  }
})

test('any two versions compare, the opposite way round when swapped, and equal only when they are the same', () => {
  fc.assert(
    fc.property(anyVersion, anyVersion, (a, b) => {
      const result = compareVersions(parse(a), parse(b))
      expect(Number.isNaN(result)).toBe(false)
      expect(result).toBe(same(-compareVersions(parse(b), parse(a))))
      expect(result === 0).toBe(a === b)
    }),
  )
})

test('the order is transitive', () => {
  fc.assert(
    fc.property(anyVersion, anyVersion, anyVersion, (a, b, c) => {
      const [first, second, third] = [a, b, c].map(parse).sort(compareVersions)
      if (!first || !second || !third) throw new Error('three in, three out')
      expect(compareVersions(first, second)).toBeLessThanOrEqual(0)
      expect(compareVersions(second, third)).toBeLessThanOrEqual(0)
      expect(compareVersions(first, third)).toBeLessThanOrEqual(0)
    }),
  )
})

test('what is parsed is written the same again', () => {
  fc.assert(
    fc.property(anyVersion, text => {
      expect(formatVersion(parse(text))).toBe(text)
    }),
  )
})

test('a version is found in what the CLI prints', () => {
  fc.assert(
    fc.property(anyVersion, text => {
      for (const decorated of [
        `OpenClaw ${text} (3a9d69d)`,
        `v${text}`,
        `openclaw ${text}\n`,
        `openclaw@${text}`,
        `${text}+sha.1`,
      ]) {
        expect(formatVersion(parse(decorated))).toBe(text)
      }
    }),
  )
})

test('a prerelease says so, a revision does not', () => {
  expect(isPrerelease(parse('2026.9.1-beta.3'))).toBe(true)
  expect(isPrerelease(parse('2026.9.1-rc1'))).toBe(true)
  expect(isPrerelease(parse('2026.2.19-2'))).toBe(false)
})

test.each([
  '',
  'latest',
  '2026.9',
  '2026.9.x',
  '10.0.0.1',
  '2026.09.4',
  '2026.9.4-',
  '2026.9.4-2-3',
  'a2026.9.4',
])('%j is no version', text => expect(parseVersion(text)).toBeNull())
