import { mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { type ErrorCode, MoltdError, reasonOf } from '../ports/errors.ts'
import { migrateDatabase } from './sqlite-migrate.ts'

/** Readers beside a writer, and on disk when a statement returns. */
const usualPragmas = 'PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL'

/** A database of moltd's own at its newest schema; made when it is not there. Errors: those of migrateDatabase, and SQLite's. */
export function openMigrated(
  path: string,
  migrations: readonly string[],
  pragmas: string = usualPragmas,
): DatabaseSync {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
  const database = new DatabaseSync(path, { timeout: 5000 })
  try {
    database.exec(pragmas)
    migrateDatabase(database, path, migrations)
    return database
  } catch (error) {
    database.close()
    throw error
  }
}

/** Says what SQLite or the disk refuse as an error of ours: "cannot use the outbox PATH: why". */
export function guardDatabase(
  { code, name, hint }: { code: ErrorCode; name: string; hint: string },
  path: string,
): <T>(work: () => T) => T {
  return work => {
    try {
      return work()
    } catch (error) {
      if (error instanceof MoltdError) throw error
      throw new MoltdError(code, `cannot use ${name} ${path}: ${reasonOf(error)}`, hint, { cause: error })
    }
  }
}
