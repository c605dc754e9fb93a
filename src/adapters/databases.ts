import { constants } from 'node:fs'
import { access, copyFile, mkdtemp, open, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { backup, DatabaseSync } from 'node:sqlite'
import { pathToFileURL } from 'node:url'
import type { DatabaseFacts, Databases } from '../ports/databases.ts'

// Versions of SQLite's file format at bytes 18 and 19 of the header; 2 is WAL.
const headerBytes = 20
const formatOffset = 18
const formatWal = 2

export const sqliteDatabases: Databases = {
  async backup(from, to) {
    await createLike(from, to)
    try {
      using source = new DatabaseSync(await readOnlyAddress(from), { readOnly: true })
      await backup(source, to)
    } catch (thrown) {
      await Promise.all(
        [to, `${to}-journal`, `${to}-wal`, `${to}-shm`].map(path => rm(path, { force: true })),
      )
      throw thrown
    }
  },

  async inspect(path) {
    if (!(await exists(`${path}-wal`)) || (await exists(`${path}-shm`))) {
      return check(await readOnlyAddress(path))
    }
    // Left by a crash: reading it would write an index beside it, so a copy is read.
    const folder = await mkdtemp(join(tmpdir(), 'moltd-inspect-'))
    try {
      const copy = join(folder, 'copy.sqlite')
      await copyFile(path, copy, constants.COPYFILE_FICLONE)
      await copyFile(`${path}-wal`, `${copy}-wal`, constants.COPYFILE_FICLONE)
      return check(copy)
    } finally {
      await rm(folder, { recursive: true, force: true })
    }
  },

  async change(path, changes) {
    using database = new DatabaseSync(path)
    database.exec('BEGIN IMMEDIATE')
    const isThere = database.prepare("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = ?")
    for (const { table, sql, values } of changes)
      if (isThere.get(table) !== undefined) database.prepare(sql).run(...values)
    database.exec('COMMIT')
  },
}

function check(address: string | URL): DatabaseFacts {
  using database = new DatabaseSync(address, { readOnly: true })
  const integrity = database.prepare('PRAGMA integrity_check(1)').get()?.integrity_check
  const userVersion = database.prepare('PRAGMA user_version').get()?.user_version
  return { integrity: String(integrity), userVersion: Number(userVersion) }
}

/**
 * A WAL database that nobody has open has no `-wal` file; even a read-only reader would leave one behind, unless it
 * is told that the file does not change.
 */
async function readOnlyAddress(path: string): Promise<string | URL> {
  if ((await exists(`${path}-wal`)) || !(await isWal(path))) return path
  const address = pathToFileURL(path)
  address.searchParams.set('immutable', '1')
  return address
}

async function isWal(path: string): Promise<boolean> {
  await using file = await open(path, 'r')
  const header = Buffer.alloc(headerBytes)
  await file.read(header, 0, headerBytes, 0)
  return header[formatOffset] === formatWal
}

/** Made before SQLite fills it, so that it is never readable by more people than its source. */
async function createLike(from: string, to: string): Promise<void> {
  const { mode } = await stat(from)
  await using file = await open(to, 'wx', mode & 0o777)
  await file.chmod(mode & 0o777)
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  )
}
