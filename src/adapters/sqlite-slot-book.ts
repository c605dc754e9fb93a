import { randomBytes } from 'node:crypto'
import type { RecoveryTries, SlotBook, SlotEntry } from '../ports/slot-book.ts'
import { guardDatabase, openMigrated } from './sqlite-open.ts'

export interface OpenSlotBook extends SlotBook {
  close(): void
}

const keptSlots = 400
const keptRecoveries = 20

const migrations = [
  `
  CREATE TABLE facts (name TEXT PRIMARY KEY, value ANY NOT NULL) STRICT;
  CREATE TABLE slots (
    slotMs INTEGER PRIMARY KEY,
    trigger TEXT NOT NULL CHECK (trigger IN ('schedule', 'catch-up')),
    state TEXT NOT NULL CHECK (state IN ('queued', 'launched', 'ended', 'passed')),
    reason TEXT NOT NULL,
    job TEXT,
    journalRow INTEGER,
    launchedAtMs INTEGER,
    runId TEXT,
    outcome TEXT,
    changedAtMs INTEGER NOT NULL
  ) STRICT;
  CREATE TABLE recoveries (
    runId TEXT PRIMARY KEY,
    tries INTEGER NOT NULL,
    nextTryMs INTEGER NOT NULL
  ) STRICT;
`,
  `ALTER TABLE slots ADD COLUMN telling TEXT CHECK (telling IN ('owed', 'told'));`,
] as const

const putSql = `
  INSERT OR REPLACE INTO slots (slotMs, trigger, state, reason, job, journalRow, launchedAtMs, runId, outcome, telling, changedAtMs)
  VALUES ($slotMs, $trigger, $state, $reason, $job, $journalRow, $launchedAtMs, $runId, $outcome, $telling, $changedAtMs)`

const use = {
  code: 'E_SLOT_BOOK',
  name: 'the book of the schedule',
  hint: 'Look at the disk and at who owns the file. Moved away, moltd begins a new one with the next slot.',
} as const

/**
 * One SQLite file, written by the one daemon. Its tables are strict and checked, so that rows need no second look:
 * the libraries that would give it would double the memory of an idle daemon.
 */
export function openSqliteSlotBook(path: string): OpenSlotBook {
  const guard = guardDatabase(use, path)
  const database = guard(() => openMigrated(path, migrations, 'PRAGMA synchronous = EXTRA'))
  const rows = (sql: string, ...values: (string | number)[]) =>
    guard(() => database.prepare(sql).all(...values))
  const entries = (sql: string, ...values: (string | number)[]) =>
    rows(sql, ...values) as unknown as SlotEntry[]
  const number = (sql: string, ...values: (string | number)[]) => {
    const value = rows(sql, ...values)[0]?.value
    return typeof value === 'number' ? value : null
  }
  const write = (work: () => void) =>
    guard(() => {
      database.exec('BEGIN IMMEDIATE')
      try {
        work()
        database.exec('COMMIT')
      } catch (error) {
        if (database.isTransaction) database.exec('ROLLBACK') // a full disk has rolled back already
        throw error
      }
    })
  const setFact = (name: string, value: string | number) =>
    database.prepare('INSERT OR REPLACE INTO facts (name, value) VALUES (?, ?)').run(name, value)
  const put = (entry: SlotEntry) => database.prepare(putSql).run({ ...entry })

  return {
    seed() {
      write(() =>
        database
          .prepare("INSERT OR IGNORE INTO facts (name, value) VALUES ('seed', ?)")
          .run(randomBytes(16).toString('hex')),
      )
      return String(rows("SELECT value FROM facts WHERE name = 'seed'")[0]?.value)
    },
    watermarkMs: () => number("SELECT value FROM facts WHERE name = 'watermarkMs'"),
    lastSeenMs: () => number("SELECT value FROM facts WHERE name = 'lastSeenMs'"),
    see: nowMs => write(() => setFact('lastSeenMs', nowMs)),
    foresee(dueMs) {
      if (number("SELECT value FROM facts WHERE name = 'nextDueMs'") === dueMs) return
      write(() => {
        if (dueMs !== null) setFact('nextDueMs', dueMs)
        else database.exec("DELETE FROM facts WHERE name = 'nextDueMs'")
      })
    },
    take: (taken, watermarkMs) =>
      write(() => {
        for (const entry of taken) put(entry)
        setFact('watermarkMs', watermarkMs)
        database
          .prepare(
            'DELETE FROM slots WHERE slotMs NOT IN (SELECT slotMs FROM slots ORDER BY slotMs DESC LIMIT ?)',
          )
          .run(keptSlots)
      }),
    put: entry => write(() => put(entry)),
    open: () => entries("SELECT * FROM slots WHERE state IN ('queued', 'launched') ORDER BY slotMs"),
    owed: () => entries("SELECT * FROM slots WHERE telling = 'owed' ORDER BY slotMs LIMIT 1")[0] ?? null,
    has: slotMs => number('SELECT count(*) AS value FROM slots WHERE slotMs = ?', slotMs) !== 0,
    list: limit => entries('SELECT * FROM slots ORDER BY slotMs DESC LIMIT ?', limit),
    strikeAfter(slotMs, watermarkMs) {
      let struck = 0
      write(() => {
        struck = Number(
          database.prepare("DELETE FROM slots WHERE slotMs > ? AND state <> 'launched'").run(slotMs).changes,
        )
        setFact('watermarkMs', watermarkMs)
      })
      return struck
    },
    recoveryTries(runId) {
      const [row] = rows('SELECT tries, nextTryMs FROM recoveries WHERE runId = ?', runId)
      return (row as unknown as RecoveryTries | undefined) ?? { tries: 0, nextTryMs: 0 }
    },
    countRecovery: (runId, { tries, nextTryMs }) =>
      write(() => {
        database
          .prepare('INSERT OR REPLACE INTO recoveries (runId, tries, nextTryMs) VALUES (?, ?, ?)')
          .run(runId, tries, nextTryMs)
        database
          .prepare(
            'DELETE FROM recoveries WHERE runId NOT IN (SELECT runId FROM recoveries ORDER BY runId DESC LIMIT ?)',
          )
          .run(keptRecoveries)
      }),
    noteDesk: note =>
      write(() => {
        if (note !== null) setFact('desk', JSON.stringify(note))
        else database.exec("DELETE FROM facts WHERE name = 'desk'")
      }),
    close: () => database.close(),
  }
}
