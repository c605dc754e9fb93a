import { readdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { expect, test } from 'vitest'
import { baselineChecks } from '../../src/health/checks/index.ts'

const tests = join(import.meta.dirname, '..')
const page = readFileSync(join(tests, '../docs/cases.md'), 'utf8')
const files = readdirSync(tests, { recursive: true, encoding: 'utf8' }).filter(
  path => path.endsWith('.test.ts') || path.startsWith(join('host', 'scenarios')),
)
const rows = page
  .split('\n')
  .filter(line => line.startsWith('| ') && !line.startsWith('| case |'))
  .map(line =>
    line
      .split('|')
      .slice(1, -1)
      .map(cell => cell.trim()),
  )

const proofs = rows.flatMap(([name = '', , , proven = '']) =>
  Array.from(proven.matchAll(/([\w-]+): `([^`]+)`/g), ([, file = '', title = '']) => ({ name, file, title })),
)

test('every case says who sees it, what happens, and what proves it or that nothing does', () => {
  expect(rows.length).toBeGreaterThan(20)
  for (const [name, seen, happens, proven = ''] of rows) {
    expect([name, seen, happens].every(Boolean), name).toBe(true)
    expect(/[\w-]+: `/.test(proven) || proven.includes('not staged'), name).toBe(true)
  }
})

test.each(proofs)('$name: "$title" is a test of $file', ({ file, title }) => {
  const found = files.filter(path => [`${file}.test.ts`, `${file}.ts`].includes(basename(path)))
  expect(found).not.toEqual([])
  expect(found.some(path => readFileSync(join(tests, path), 'utf8').includes(title))).toBe(true)
})

test('every check of health stands in some case, or says nothing of a single one', () => {
  const names = new Set([
    ...baselineChecks('whole').map(({ name }) => name),
    'process-replaced',
    'disk-version',
    'restarts-steady',
  ])
  for (const general of ['liveness', 'event-loop', 'resources', 'security-audit', 'unit-active'])
    names.delete(general)
  expect([...names].filter(name => !page.includes(`\`${name}\``))).toEqual([])
})
