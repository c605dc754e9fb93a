import type { DatabaseSync } from 'node:sqlite'
import { z } from 'zod'
import { MoltdError } from '../ports/errors.ts'

/** One entry a schema version; `user_version` counts how many are applied. Never edit one that was released: add the next. */
const migrations = [
  `CREATE TABLE runs (
     id TEXT PRIMARY KEY,
     trigger TEXT NOT NULL,
     started_at_ms INTEGER NOT NULL,
     finished_at_ms INTEGER,
     outcome TEXT
   ) STRICT;
   CREATE TABLE notes (
     run_id TEXT NOT NULL REFERENCES runs (id),
     name TEXT NOT NULL,
     value TEXT NOT NULL,
     PRIMARY KEY (run_id, name)
   ) STRICT;
   CREATE TABLE phases (
     id INTEGER PRIMARY KEY,
     run_id TEXT NOT NULL REFERENCES runs (id),
     name TEXT NOT NULL,
     status TEXT NOT NULL,
     note TEXT NOT NULL DEFAULT '',
     started_at_ms INTEGER NOT NULL,
     ended_at_ms INTEGER
   ) STRICT;
   CREATE INDEX phases_of_run ON phases (run_id);
   CREATE TABLE steps (
     id INTEGER PRIMARY KEY AUTOINCREMENT,
     run_id TEXT NOT NULL REFERENCES runs (id),
     phase TEXT NOT NULL,
     name TEXT NOT NULL,
     summary TEXT NOT NULL,
     status TEXT NOT NULL,
     facts TEXT NOT NULL,
     started_at_ms INTEGER NOT NULL,
     ended_at_ms INTEGER,
     error TEXT
   ) STRICT;
   CREATE INDEX steps_of_run ON steps (run_id);
   CREATE TABLE quarantine (
     version TEXT PRIMARY KEY,
     reason TEXT NOT NULL,
     run_id TEXT NOT NULL,
     at_ms INTEGER NOT NULL
   ) STRICT;`,
  `CREATE TABLE orders (
     name TEXT PRIMARY KEY,
     value TEXT NOT NULL
   ) STRICT;
   CREATE TABLE skipped (
     version TEXT PRIMARY KEY,
     at_ms INTEGER NOT NULL
   ) STRICT;
   CREATE TABLE sightings (
     subject TEXT PRIMARY KEY,
     first_seen_ms INTEGER NOT NULL
   ) STRICT;
   CREATE TABLE highest_served (
     unit TEXT PRIMARY KEY,
     version TEXT NOT NULL
   ) STRICT;`,
  `CREATE TABLE questions (
     id TEXT PRIMARY KEY,
     question TEXT NOT NULL,
     asked_at_ms INTEGER NOT NULL,
     deadline_ms INTEGER NOT NULL,
     end TEXT
   ) STRICT;`,
] as const

/** Brings the database to this version's schema, whole or not at all; refuses a newer one (E_JOURNAL_NEWER). */
export function migrateJournal(database: DatabaseSync, path: string): void {
  if (schemaVersion(database) === migrations.length) return
  database.exec('BEGIN IMMEDIATE') // two processes may start at once: only the one that holds the lock looks again
  try {
    const applied = schemaVersion(database)
    if (applied > migrations.length) throw newerError(path, applied)
    for (const sql of migrations.slice(applied)) database.exec(sql)
    database.exec(`PRAGMA user_version = ${migrations.length}; COMMIT`)
  } catch (error) {
    database.exec('ROLLBACK')
    throw error
  }
}

function schemaVersion(database: DatabaseSync): number {
  const row = database.prepare('PRAGMA user_version').get()
  return z.object({ user_version: z.number() }).parse(row).user_version
}

function newerError(path: string, applied: number): MoltdError {
  return new MoltdError(
    'E_JOURNAL_NEWER',
    `cannot use the journal ${path}: a newer moltd wrote it (schema ${applied}, this one knows ${migrations.length})`,
    'Install the newer moltd again, or set the file aside to start with an empty history.',
  )
}
