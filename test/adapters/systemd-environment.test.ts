import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { composeEnvironment, parseEnvironmentFile } from '../../src/adapters/systemd-environment.ts'
import { parseUnitFacts } from '../../src/adapters/systemd-properties.ts'

test('an environment file is read as systemd reads it', () => {
  const text = [
    '# a comment="x',
    '; another',
    'PLAIN=one two  ',
    'EMPTY=',
    'DOUBLE="a \\"b\\" \\$c',
    'd"',
    'SINGLE=\'x \\ "y"\'',
    'JOINED=one\\',
    'two',
    ' INDENTED = "x"\'y\'z',
    'no assignment',
  ].join('\n')
  expect(parseEnvironmentFile(text)).toEqual([
    'PLAIN=one two',
    'EMPTY=',
    'DOUBLE=a "b" $c\nd',
    'SINGLE=x \\ "y"',
    'JOINED=onetwo',
    'INDENTED=xyz',
  ])
})

test('later sources win: the manager, the unit, its files; then what is unset goes', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'moltd-environment-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  writeFileSync(join(folder, 'env'), 'C=file\nE=gone\n')
  const properties = {
    LoadState: 'loaded',
    ActiveState: 'active',
    SubState: 'running',
    FragmentPath: '',
    DropInPaths: [],
    Environment: ['B=unit', 'C=unit', 'D=kept'],
    EnvironmentFiles: [
      [join(folder, 'env'), false],
      [join(folder, 'missing'), true],
    ],
    UnsetEnvironment: ['E', 'D=other'],
  }
  const data = Object.fromEntries(Object.entries(properties).map(([name, value]) => [name, { data: value }]))
  const facts = parseUnitFacts(JSON.stringify({ data: [data] }))
  expect(await composeEnvironment(facts, ['A=manager', 'B=manager'])).toEqual({
    A: 'manager',
    B: 'unit',
    C: 'file',
    D: 'kept',
  })
})
