import { spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openSqliteJournal } from '../../src/adapters/sqlite-journal.ts'
import { journalMigrations } from '../../src/adapters/sqlite-journal-schema.ts'
import { migrateDatabase } from '../../src/adapters/sqlite-migrate.ts'
import { scratchRoot } from '../doubles/scratch-root.ts'

const first = "CREATE TABLE runs (id TEXT) STRICT; INSERT INTO runs VALUES ('of the first schema');"
const second = "ALTER TABLE runs ADD COLUMN host TEXT NOT NULL DEFAULT 'here';"

let folder: string
let path: string
beforeEach(() => {
  folder = mkdtempSync(join(scratchRoot, 'moltd-migrate-'))
  path = join(folder, 'some.sqlite')
})
afterEach(() => rmSync(folder, { recursive: true }))

function migrate(...migrations: string[]): void {
  using database = new DatabaseSync(path)
  database.exec('PRAGMA journal_mode = WAL')
  migrateDatabase(database, path, migrations)
}

function look(file = path): { version: unknown; rows: unknown[] } {
  using database = new DatabaseSync(file, { readOnly: true })
  return {
    version: database.prepare('PRAGMA user_version').get()?.user_version,
    rows: database
      .prepare('SELECT * FROM runs')
      .all()
      .map(row => ({ ...row })),
  }
}

const beside = () => readdirSync(folder).filter(name => !/\.sqlite(-wal|-shm)?$/.test(name))

test('an earlier database is brought forward with its rows, and a private copy stays beside it', () => {
  migrate(first)
  expect(beside()).toEqual([])
  migrate(first, second)
  expect(look()).toEqual({ version: 2, rows: [{ id: 'of the first schema', host: 'here' }] })
  expect(beside()).toEqual(['some.sqlite.schema-1.bak'])
  expect(look(join(folder, 'some.sqlite.schema-1.bak'))).toEqual({
    version: 1,
    rows: [{ id: 'of the first schema' }],
  })
  expect(statSync(join(folder, 'some.sqlite.schema-1.bak')).mode & 0o777).toBe(0o600)
})

test('copies are bounded: the two newest stay', () => {
  const all = Array.from({ length: 12 }, (_, number) => `CREATE TABLE t${number} (x TEXT) STRICT;`)
  for (let known = 1; known <= all.length; known += 1) migrate(...all.slice(0, known))
  expect(beside().sort()).toEqual(['some.sqlite.schema-10.bak', 'some.sqlite.schema-11.bak'])
})

test('a power cut in the middle of a migration leaves the earlier database whole, and the next start brings it forward', () => {
  migrate(first)
  const migrations = JSON.stringify([first, `${second} UPDATE runs SET id = 'half'; SELECT die();`])
  const script = join(import.meta.dirname, 'fixtures/migrate.ts')
  expect(spawnSync(process.execPath, [script, path, migrations]).signal).toBe('SIGKILL')
  expect(look()).toEqual({ version: 1, rows: [{ id: 'of the first schema' }] })
  migrate(first, second)
  expect(look().version).toBe(2)
})

test('what a killed copy left behind goes with the next migration', () => {
  migrate(first)
  writeFileSync(`${path}.schema-1.bak.0123abcd.part`, 'half a copy')
  migrate(first, second)
  expect(beside()).toEqual(['some.sqlite.schema-1.bak'])
})

test('a migration that fails changes nothing, says so, and is tried again at the next start', () => {
  migrate(first)
  expect(() => migrate(first, `${second} INSERT INTO nowhere VALUES (1);`)).toThrow(
    expect.objectContaining({
      code: 'E_DATABASE_MIGRATION',
      message: expect.stringContaining('no such table: nowhere'),
    }),
  )
  expect(look()).toEqual({ version: 1, rows: [{ id: 'of the first schema' }] })
  migrate(first, second)
  expect(look().version).toBe(2)
})

test('nothing is migrated without its copy', () => {
  migrate(first)
  using database = new DatabaseSync(path)
  const { prepare } = database
  database.prepare = sql => {
    if (sql.startsWith('VACUUM')) throw new Error('database or disk is full')
    return prepare.call(database, sql)
  }
  expect(() => migrateDatabase(database, path, [first, second])).toThrow('database or disk is full')
  expect(look().version).toBe(1)
  expect(beside()).toEqual([])
})

test('several processes that start at once migrate it once', async () => {
  migrate(first)
  const script = join(import.meta.dirname, 'fixtures/migrate.ts')
  const count = 'CREATE TABLE counted (x INTEGER) STRICT; INSERT INTO counted VALUES (1);'
  const codes = await Promise.all(
    [1, 2, 3].map(
      () =>
        new Promise(resolve =>
          spawn(process.execPath, [script, path, JSON.stringify([first, count])], { stdio: 'inherit' }).on(
            'exit',
            resolve,
          ),
        ),
    ),
  )
  expect(codes).toEqual([0, 0, 0])
  expect(look().version).toBe(2)
  expect(beside()).toEqual(['some.sqlite.schema-1.bak'])
})

test('a database of a newer moltd is refused, and the hint names the copy from before it', () => {
  migrate(first)
  migrate(first, second)
  expect(() => migrate(first)).toThrow(
    expect.objectContaining({
      code: 'E_DATABASE_NEWER',
      hint: expect.stringContaining('some.sqlite.schema-1.bak'),
    }),
  )
  expect(look().version).toBe(2)
})

test.each(journalMigrations.map((_, index) => index + 1))(
  'a journal of schema %i opens with its history',
  version => {
    path = join(folder, 'journal.sqlite')
    migrate(...journalMigrations.slice(0, version))
    {
      using database = new DatabaseSync(path)
      database.exec("INSERT INTO runs (id, trigger, started_at_ms) VALUES ('old', 'manual', 5)")
    }
    const journal = openSqliteJournal(path)
    expect(journal.unfinishedRuns()).toMatchObject([{ id: 'old', startedAtMs: 5 }])
    journal.close()
  },
)
