import {
  chmodSync,
  copyFileSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { expect, onTestFinished, test } from 'vitest'
import { sqliteDatabases } from '../../src/adapters/databases.ts'

function makeFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'moltd-databases-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  return folder
}

function openLive(path: string): DatabaseSync {
  const live = new DatabaseSync(path)
  live.exec('PRAGMA journal_mode=WAL; CREATE TABLE note (text); PRAGMA user_version=17')
  live.exec("INSERT INTO note VALUES ('kept')")
  return live
}

test('a backup of a live database holds what is only in its WAL, and is as private as its source', async () => {
  const folder = makeFolder()
  const live = openLive(join(folder, 'live.sqlite'))
  chmodSync(join(folder, 'live.sqlite'), 0o600)
  const copy = join(folder, 'copy.sqlite')
  await sqliteDatabases.backup(join(folder, 'live.sqlite'), copy)
  expect(await sqliteDatabases.inspect(copy)).toEqual({ integrity: 'ok', userVersion: 17 })
  expect(statSync(copy).mode & 0o777).toBe(0o600)
  live.close()
  const opened = new DatabaseSync(copy)
  expect(opened.prepare('SELECT text FROM note').get()).toEqual({ text: 'kept' })
  opened.close()
})

test('neither a backup nor an inspection leaves anything beside a database at rest', async () => {
  const folder = makeFolder()
  openLive(join(folder, 'rest.sqlite')).close()
  await sqliteDatabases.inspect(join(folder, 'rest.sqlite'))
  await sqliteDatabases.backup(join(folder, 'rest.sqlite'), join(folder, 'copy.sqlite'))
  await sqliteDatabases.inspect(join(folder, 'copy.sqlite'))
  expect(readdirSync(folder)).toEqual(['copy.sqlite', 'rest.sqlite'])
})

test('a database copied together with its WAL is inspected whole and left as it is', async () => {
  const folder = makeFolder()
  const live = openLive(join(folder, 'live.sqlite'))
  for (const suffix of ['', '-wal']) {
    copyFileSync(join(folder, `live.sqlite${suffix}`), join(folder, `copy.sqlite${suffix}`))
  }
  live.close()
  expect(await sqliteDatabases.inspect(join(folder, 'copy.sqlite'))).toEqual({
    integrity: 'ok',
    userVersion: 17,
  })
  expect(readdirSync(folder)).toEqual(['copy.sqlite', 'copy.sqlite-wal', 'live.sqlite'])
})

test('a backup never overwrites, and a failed one leaves nothing', async () => {
  const folder = makeFolder()
  writeFileSync(
    join(folder, 'prose.sqlite'),
    'not a database at all, but long enough to be read as one'.repeat(20),
  )
  writeFileSync(join(folder, 'there.sqlite'), 'mine')
  openLive(join(folder, 'live.sqlite')).close()
  await expect(
    sqliteDatabases.backup(join(folder, 'live.sqlite'), join(folder, 'there.sqlite')),
  ).rejects.toThrow('EEXIST')
  await expect(
    sqliteDatabases.backup(join(folder, 'prose.sqlite'), join(folder, 'new.sqlite')),
  ).rejects.toThrow()
  expect(readdirSync(folder)).toEqual(['live.sqlite', 'prose.sqlite', 'there.sqlite'])
})

test('what is no database is an error, and a damaged one says what is wrong', async () => {
  const folder = makeFolder()
  const path = join(folder, 'hurt.sqlite')
  writeFileSync(path, 'not a database at all, but long enough to be read as one'.repeat(20))
  await expect(sqliteDatabases.inspect(path)).rejects.toThrow('file is not a database')
  await expect(sqliteDatabases.inspect(join(folder, 'missing.sqlite'))).rejects.toThrow()
  rmSync(path)
  const database = new DatabaseSync(path)
  database.exec('CREATE TABLE note (text UNIQUE)')
  database.exec("INSERT INTO note VALUES ('a'), ('b')")
  database.close()
  const bytes = readFileSync(path)
  // The index is the last page, and its entries are at the end of it.
  writeFileSync(path, bytes.fill(0, bytes.length - 20))
  expect((await sqliteDatabases.inspect(path)).integrity).not.toBe('ok')
})
