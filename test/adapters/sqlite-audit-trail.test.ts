import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openSqliteAuditTrail } from '../../src/adapters/sqlite-audit-trail.ts'
import type { AuditNote } from '../../src/ports/audit-trail.ts'
import { scratchRoot } from '../doubles/scratch-root.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(scratchRoot, 'moltd-audit-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

const note = (id: string, more: Partial<AuditNote> = {}): AuditNote => ({
  id,
  atMs: 1,
  way: 'discord',
  person: { id: '1', name: 'Ann' },
  what: 'approve',
  isAllowed: true,
  ...more,
})

test('what was ordered is there after a restart, with what came of it, newest first', () => {
  const path = join(folder, 'audit.sqlite')
  const first = openSqliteAuditTrail(path)
  expect(first.begin(note('a'))).toBe(true)
  first.end('a', 'approved', 2)
  first.begin(note('b', { way: 'terminal', person: { id: null, name: 'ann' }, isAllowed: false }))
  first.close()
  const second = openSqliteAuditTrail(path)
  expect(second.list(10)).toEqual([
    {
      ...note('b', { way: 'terminal', person: { id: null, name: 'ann' }, isAllowed: false }),
      result: null,
      endedAtMs: null,
    },
    { ...note('a'), result: 'approved', endedAtMs: 2 },
  ])
  expect(second.list(1).length).toBe(1)
  second.close()
})

test('the same call is there once', () => {
  const trail = openSqliteAuditTrail(join(folder, 'audit.sqlite'))
  expect([trail.begin(note('a')), trail.begin(note('a'))]).toEqual([true, false])
  expect(trail.list(10).length).toBe(1)
  trail.close()
})

test('it stays small, and a stranger who presses all day pushes nobody out', () => {
  const path = join(folder, 'audit.sqlite')
  const trail = openSqliteAuditTrail(path)
  trail.begin(note('real', { what: 'x'.repeat(5_000) }))
  for (let count = 0; count < 2_100; count += 1)
    trail.begin(note(`r${count}`, { isAllowed: false, person: { id: '9', name: '\ud800'.repeat(900) } }))
  const entries = trail.list(100_000)
  expect(entries.filter(({ isAllowed }) => !isAllowed).length).toBe(2_000)
  expect(entries.at(-1)).toMatchObject({ id: 'real', what: 'x'.repeat(500) })
  trail.close()
  expect(statSync(path).size).toBeLessThan(8e6)
})

test('a file that cannot be used says what to do', () => {
  writeFileSync(
    join(folder, 'audit.sqlite'),
    'not a database, and long enough to be looked at as one'.repeat(30),
  )
  expect(() => openSqliteAuditTrail(join(folder, 'audit.sqlite'))).toThrow(
    expect.objectContaining({ code: 'E_AUDIT' }),
  )
})
