import fc from 'fast-check'
import { expect, test } from 'vitest'
import { compareVersions, parseVersion } from '../../src/openclaw/version.ts'
import { isInRange, parseVersionRange } from '../../src/openclaw/version-range.ts'

function contains(range: string, version: string): boolean {
  const [parsed, asked] = [parseVersionRange(range), parseVersion(version)]
  if (parsed === null || asked === null) throw new Error(`cannot read ${range} or ${version}`)
  return isInRange(asked, parsed)
}

test.each([
  ['2026.9.4', ['2026.9.4'], ['2026.9.4-2', '2026.9.5', '2026.9.4-beta.1', '2026.9.40']],
  ['v2026.9.4', ['2026.9.4'], ['2026.9.5']],
  ['2026.9.4-2', ['2026.9.4-2'], ['2026.9.4', '2026.9.4-1']],
  [
    '2026.9.x',
    ['2026.9.0', '2026.9.33', '2026.9.4-2', '2026.9.7-beta.1'],
    ['2026.10.1', '2026.8.9', '2025.9.1'],
  ],
  ['2026.9.*', ['2026.9.3'], ['2026.10.1']],
  ['2026.9', ['2026.9.3'], ['2026.90.3', '2026.10.1']],
  ['2026.x', ['2026.1.1', '2026.12.31'], ['2027.1.1']],
  ['2026.x.x', ['2026.1.1'], ['2027.1.1']],
  [
    '>=2026.9.4 <2026.10',
    ['2026.9.4', '2026.9.33', '2026.9.4-1'],
    ['2026.9.3', '2026.10.0', '2026.10.1-beta.1'],
  ],
  ['>= 2026.9.4  < 2026.10', ['2026.9.4'], ['2026.10.1']],
  ['>2026.9', ['2026.10.1'], ['2026.9.33']],
  ['<=2026.9', ['2026.9.33', '2026.1.1'], ['2026.10.1']],
  ['>2026.9.4', ['2026.9.4-1', '2026.9.5'], ['2026.9.4', '2026.9.4-beta.1']],
  ['<2026.9.4', ['2026.9.3', '2026.9.4-beta.1'], ['2026.9.4', '2026.9.4-1']],
  ['2026.8.x || 2026.9.6', ['2026.8.1', '2026.9.6'], ['2026.9.5']],
])('%s has its versions and no others', (range, inside, outside) => {
  expect(inside.filter(version => !contains(range, version))).toEqual([])
  expect(outside.filter(version => contains(range, version))).toEqual([])
})

test.each([
  '',
  ' ',
  'latest',
  '*',
  'x',
  '^2026.9.4',
  '~2026.9',
  '2026.9.x.x',
  '2026.09.4',
  '2026.9.4 ||',
  '|| 2026.9.4',
  '>=',
  '2026.9.4,2026.9.5',
  '=>2026.9.4',
  '2026.9.4 - 2026.9.6',
  '2026.9.x-beta',
  '2026..9',
])('%j is no range', text => {
  expect(parseVersionRange(text)).toBeNull()
})

test('comparators say what the order of versions says', () => {
  const version = fc
    .tuple(
      fc.integer({ min: 1, max: 12 }),
      fc.integer({ min: 0, max: 9 }),
      fc.constantFrom('', '-1', '-2', '-beta.1'),
    )
    .map(([month, patch, suffix]) => `2026.${month}.${patch}${suffix}`)
  fc.assert(
    fc.property(version, version, (bound, text) => {
      const [a, b] = [parseVersion(text), parseVersion(bound)]
      if (a === null || b === null) throw new Error('not a version')
      const order = compareVersions(a, b)
      expect(['<', '<=', '=', '>=', '>'].map(operator => contains(`${operator}${bound}`, text))).toEqual([
        order < 0,
        order <= 0,
        order === 0,
        order >= 0,
        order > 0,
      ])
    }),
  )
})
