import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { expect, onTestFinished, test } from 'vitest'
import { openSqliteJournal } from '../../src/adapters/sqlite-journal.ts'
import { openSqlitePolicyMemory } from '../../src/adapters/sqlite-policy-memory.ts'
import { temporaryFolder } from '../engine/engine-fixture.ts'

function open(path = join(temporaryFolder(), 'journal.sqlite')) {
  const memory = openSqlitePolicyMemory(path)
  onTestFinished(() => memory.close())
  return { memory, path }
}

test('a fresh memory holds nothing', () => {
  const { memory } = open()
  expect(memory.orders()).toEqual({ hold: null, pin: null, skipped: [], breakerResetMs: null })
  expect(memory.firstSeenMs('version 2026.9.6')).toBeNull()
  expect(memory.highestServed('a.service')).toBeNull()
})

test('what was ordered is there for another process that opens the same file', () => {
  const { memory, path } = open()
  memory.setHold({ untilMs: 5, reason: 'a fair', sinceMs: 1 })
  memory.setPin('2026.9.x')
  memory.skip('2026.9.6', 2)
  memory.skip('2026.9.4', 3)
  memory.resetBreaker(9)
  memory.rememberFirstSeen('version 2026.9.6', 7)
  memory.rememberHighestServed('a.service', '2026.9.5')
  const { memory: other } = open(path)
  expect(other.orders()).toEqual({
    hold: { untilMs: 5, reason: 'a fair', sinceMs: 1 },
    pin: '2026.9.x',
    skipped: ['2026.9.6', '2026.9.4'],
    breakerResetMs: 9,
  })
  expect(other.firstSeenMs('version 2026.9.6')).toBe(7)
  expect(other.highestServed('a.service')).toBe('2026.9.5')
  expect(other.highestServed('b.service')).toBeNull()
})

test('the same order twice changes nothing, and says so', () => {
  const { memory } = open()
  expect([memory.setPin('2026.9.x'), memory.setPin('2026.9.x'), memory.setPin('2026.x')]).toEqual([
    true,
    false,
    true,
  ])
  expect([memory.setPin(null), memory.setPin(null)]).toEqual([true, false])
  expect([memory.skip('2026.9.6', 1), memory.skip('2026.9.6', 2)]).toEqual([true, false])
  expect([memory.unskip('2026.9.6'), memory.unskip('2026.9.6')]).toEqual([true, false])
  expect([memory.setHold(null), memory.orders().hold]).toEqual([false, null])
})

test('it lives in the journal’s file, and adds its tables to a journal that is older than it', () => {
  const { path } = open()
  const database = new DatabaseSync(path)
  database.exec(
    'DROP TABLE orders; DROP TABLE skipped; DROP TABLE sightings; DROP TABLE highest_served; DROP TABLE questions; PRAGMA user_version = 1',
  )
  database.close()
  openSqliteJournal(path).close()
  expect(open(path).memory.orders().skipped).toEqual([])
})

test('an approval is there for another process, and can be taken back', () => {
  const { memory, path } = open()
  expect(memory.approval()).toBeNull()
  const approval = { version: '2026.9.6', integrity: 'sha512-a', by: 'Ada', atMs: 1, deadlineMs: 2 }
  expect(memory.setApproval(approval)).toBe(true)
  const { memory: other } = open(path)
  expect(other.approval()).toEqual(approval)
  expect(other.setApproval(null)).toBe(true)
  expect(memory.approval()).toBeNull()
})
