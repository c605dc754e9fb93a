import { existsSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'

const sqliteBusy = 5

export type Row = Record<string, unknown>

/** Reads with a connection of its own, which is gone again at once; a file or table that is not there has no rows. */
export function look(path: string, table: string, sql: string, ...values: number[]): Row[] {
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
export function isLocked(path: string): boolean {
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
