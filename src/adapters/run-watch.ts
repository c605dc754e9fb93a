import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { RunWatch, WatchedRun } from '../ports/run-watch.ts'

const sqliteBusy = 5

/**
 * Looks at moltd's own files, read-only, with a connection for each look: nothing stays open, and whoever writes is never
 * in the way. What is not there yet says nothing; a file that cannot be read is an error.
 */
export function watchRuns(dataFolder: string): RunWatch {
  const journal = join(dataFolder, 'journal.sqlite')
  const outbox = join(dataFolder, 'outbox.sqlite')
  return {
    lastRow: () => numberOf(look(journal, 'runs', 'SELECT max(rowid) AS value FROM runs')) ?? 0,
    automaticRunAfter(row) {
      const [found] = look(
        journal,
        'runs',
        `SELECT runs.id, outcome, phases.name, phases.started_at_ms AS startedAtMs
           FROM runs LEFT JOIN phases ON phases.id = (SELECT max(id) FROM phases WHERE run_id = runs.id)
          WHERE runs.rowid > ? AND trigger IN ('schedule', 'catch-up') ORDER BY runs.rowid LIMIT 1`,
        row,
      )
      return found === undefined ? null : toRun(found)
    },
    unfinishedRuns: () =>
      look(journal, 'runs', 'SELECT id FROM runs WHERE outcome IS NULL ORDER BY rowid').map(({ id }) =>
        String(id),
      ),
    isLockHeld: () => isLocked(join(dataFolder, 'run.lock')),
    nextReportMs: () =>
      numberOf(
        look(
          outbox,
          'messages',
          "SELECT next_attempt_ms AS value FROM messages WHERE state IN ('pending', 'sending') ORDER BY id LIMIT 1",
        ),
      ),
  }
}

type Row = Record<string, unknown>

function look(path: string, table: string, sql: string, ...values: number[]): Row[] {
  if (!existsSync(path)) return []
  const database = new DatabaseSync(path, { readOnly: true, timeout: 2000 })
  try {
    const isThere = database
      .prepare("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = ?")
      .get(table)
    return isThere === undefined ? [] : database.prepare(sql).all(...values)
  } finally {
    database.close()
  }
}

/** The lock is SQLite's exclusive one: while it is held nobody reads. A look takes microseconds, and a run that begins waits for it. */
function isLocked(path: string): boolean {
  if (!existsSync(path)) return false
  const database = new DatabaseSync(path, { readOnly: true, timeout: 0 })
  try {
    database.prepare('SELECT count(*) FROM sqlite_schema').get()
    return false
  } catch (error) {
    if (error instanceof Error && 'errcode' in error && error.errcode === sqliteBusy) return true
    throw error
  } finally {
    database.close()
  }
}

function toRun({ id, outcome, name, startedAtMs }: Row): WatchedRun {
  return {
    id: String(id),
    outcome: outcome as WatchedRun['outcome'],
    phase: typeof startedAtMs === 'number' ? { name: String(name), startedAtMs } : null,
  }
}

function numberOf([row]: Row[]): number | null {
  return typeof row?.value === 'number' ? row.value : null
}
