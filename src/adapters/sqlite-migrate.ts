import { randomUUID } from 'node:crypto'
import { closeSync, existsSync, fsyncSync, openSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import type { DatabaseSync } from 'node:sqlite'
import { MoltdError, reasonOf } from '../ports/errors.ts'

/** Copies of earlier schemas that stay beside a database. */
const keptCopies = 2

/**
 * Brings a database to the newest schema, whole or not at all, after a synced copy was laid beside it; `user_version` counts the
 * entries that are applied. Never edit one that was released: add the next, and let it only add, since an older moltd may be in the
 * middle of a run. Errors: E_DATABASE_NEWER, E_DATABASE_MIGRATION.
 */
export function migrateDatabase(database: DatabaseSync, path: string, migrations: readonly string[]): void {
  for (;;) {
    const applied = schemaVersion(database)
    if (applied === migrations.length) return
    if (applied > migrations.length) throw newerError(path, applied, migrations.length)
    try {
      const seen = dataVersion(database)
      if (applied > 0) copyBeside(database, path, applied)
      if (!apply(database, migrations, { applied, seen })) continue
      prune(path)
      return
    } catch (error) {
      // Another process may have been faster, and have cleared our copy away: what counts is what is there now.
      if (schemaVersion(database) === applied) throw failedError(path, error)
    }
  }
}

/** False when the database is no longer what was copied. */
function apply(
  database: DatabaseSync,
  migrations: readonly string[],
  { applied, seen }: { applied: number; seen: number },
): boolean {
  database.exec('BEGIN IMMEDIATE') // two processes may start at once: only the one that holds the lock looks again
  try {
    const isCurrent = schemaVersion(database) === applied && (applied === 0 || dataVersion(database) === seen)
    if (isCurrent) {
      for (const sql of migrations.slice(applied)) database.exec(sql)
      database.exec(`PRAGMA user_version = ${migrations.length}`)
    }
    database.exec('COMMIT')
    return isCurrent
  } catch (error) {
    if (database.isTransaction) database.exec('ROLLBACK') // a full disk has rolled back already
    throw error
  }
}

function copyBeside(database: DatabaseSync, path: string, applied: number): void {
  const copy = copyPath(path, applied)
  const part = `${copy}.${randomUUID().slice(0, 8)}.part`
  try {
    closeSync(openSync(part, 'wx', 0o600)) // SQLite fills an empty file, and would make one that others may read
    database.prepare('VACUUM INTO ?').run(part)
    syncEntry(part)
    renameSync(part, copy)
    syncEntry(dirname(path))
  } catch (error) {
    rmSync(part, { force: true })
    throw error
  }
}

/** Old copies, and what a killed one left. */
function prune(path: string): void {
  const name = basename(path)
  const ours = readdirSync(dirname(path)).filter(entry => entry.startsWith(`${name}.schema-`))
  const copies = ours
    .filter(entry => entry.endsWith('.bak'))
    .sort((one, other) => schemaOf(other) - schemaOf(one))
  for (const entry of [...copies.slice(keptCopies), ...ours.filter(entry => entry.endsWith('.part'))])
    rmSync(join(dirname(path), entry), { force: true })
}

function copyPath(path: string, applied: number): string {
  return `${path}.schema-${applied}.bak`
}

function schemaOf(entry: string): number {
  return Number(/\.schema-(\d+)\.bak$/.exec(entry)?.[1] ?? 0)
}

function syncEntry(path: string): void {
  const descriptor = openSync(path, 'r')
  try {
    fsyncSync(descriptor)
  } finally {
    closeSync(descriptor)
  }
}

function schemaVersion(database: DatabaseSync): number {
  return Number(database.prepare('PRAGMA user_version').get()?.user_version)
}

/** Another number when another connection has written since. */
function dataVersion(database: DatabaseSync): number {
  return Number(database.prepare('PRAGMA data_version').get()?.data_version)
}

function newerError(path: string, applied: number, known: number): MoltdError {
  const copy = copyPath(path, known)
  return new MoltdError(
    'E_DATABASE_NEWER',
    `cannot use ${path}: a newer moltd wrote it (schema ${applied}, this one knows ${known})`,
    existsSync(copy)
      ? `Install the newer moltd again; or set the file aside and put ${basename(copy)} in its place, without what was written since.`
      : 'Install the newer moltd again; or set the file aside, and moltd begins an empty one.',
  )
}

function failedError(path: string, cause: unknown): MoltdError {
  return new MoltdError(
    'E_DATABASE_MIGRATION',
    `cannot bring ${path} to the schema of this moltd: ${reasonOf(cause)}`,
    'It is as it was. Look at the disk and at who owns the folder, then try again.',
    { cause },
  )
}
