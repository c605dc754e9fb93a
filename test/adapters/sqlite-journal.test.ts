import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { expect, test } from 'vitest'
import { openSqliteJournal } from '../../src/adapters/sqlite-journal.ts'
import { temporaryFolder } from '../engine/engine-fixture.ts'

test('what was written is there for another process that opens the same file', () => {
  const path = join(temporaryFolder(), 'journal.sqlite')
  const first = openSqliteJournal(path)
  first.beginRun({ id: 'r', trigger: 'manual', atMs: 5 })
  first.note('r', 'from', '2026.9.5')
  first.note('r', 'from', '2026.9.6')
  first.beginPhase('r', 'check', 6)
  const sequence = first.beginStep('r', {
    phase: 'check',
    name: 'look',
    summary: 'look',
    facts: { a: [1] },
    atMs: 7,
  })
  const second = openSqliteJournal(path)
  expect(second.unfinishedRuns()).toMatchObject([{ id: 'r', outcome: null, notes: { from: '2026.9.6' } }])
  expect(second.stepsOf('r')).toMatchObject([
    { sequence, status: 'doing', facts: { a: [1] }, endedAtMs: null },
  ])
  first.markStep(sequence, 'failed', 9, 'no luck')
  first.endPhase('r', 'check', 'failed', 'no luck', 9)
  first.finishRun('r', 'untouched', 10)
  expect(second.unfinishedRuns()).toEqual([])
  expect(second.stepsOf('r')).toMatchObject([{ status: 'failed', error: 'no luck', endedAtMs: 9 }])
  expect(second.phasesOf('r')).toMatchObject([{ name: 'check', status: 'failed', note: 'no luck' }])
  first.close()
  second.close()
})

test('runs are listed newest first', () => {
  const journal = openSqliteJournal(join(temporaryFolder(), 'journal.sqlite'))
  for (const [id, atMs] of [
    ['b', 2],
    ['a', 1],
    ['c', 3],
  ] as const)
    journal.beginRun({ id, trigger: 'manual', atMs })
  expect(journal.listRuns(2).map(run => run.id)).toEqual(['c', 'b'])
  journal.close()
})

test('the journal syncs every write to disk', () => {
  const path = join(temporaryFolder(), 'journal.sqlite')
  const journal = openSqliteJournal(path)
  journal.close()
  const database = new DatabaseSync(path)
  expect(database.prepare('PRAGMA journal_mode').get()).toEqual({ journal_mode: 'wal' })
  database.close()
})

test('a journal of a newer moltd is refused with what to do, and left as it is', () => {
  const path = join(temporaryFolder(), 'journal.sqlite')
  openSqliteJournal(path).close()
  const database = new DatabaseSync(path)
  database.exec('PRAGMA user_version = 999')
  database.close()
  expect(() => openSqliteJournal(path)).toThrow(expect.objectContaining({ code: 'E_DATABASE_NEWER' }))
  const after = new DatabaseSync(path)
  expect(after.prepare('PRAGMA user_version').get()).toEqual({ user_version: 999 })
  after.close()
})

test('runs that came as far as a phase are told from those that did not', () => {
  const journal = openSqliteJournal(join(temporaryFolder(), 'journal.sqlite'))
  for (const [id, phase, atMs] of [
    ['looked', 'check', 1],
    ['updated', 'update', 2],
    ['updated-later', 'update', 3],
  ] as const) {
    journal.beginRun({ id, trigger: 'schedule', atMs })
    for (const name of ['one', 'two']) journal.beginStep(id, { phase, name, summary: name, facts: {}, atMs })
  }
  expect(journal.runsThrough('update', 10).map(run => run.id)).toEqual(['updated-later', 'updated'])
  expect(journal.runsThrough('update', 1).map(run => run.id)).toEqual(['updated-later'])
  journal.close()
})
