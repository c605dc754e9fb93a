import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { Clock } from '../ports/clock.ts'
import type { LockHolder, RunLock } from '../ports/lock.ts'

/**
 * The lock is SQLite's exclusive lock on a file of ours: a kernel record lock, gone with its process however it dies.
 * Who holds it is written beside it, and believed only while the lock is held.
 */
export function createRunLock(path: string, clock: Clock): RunLock {
  const holderPath = `${path}.holder.json`
  return {
    acquire: purpose => {
      mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
      // A look at the lock holds it for microseconds, and must not make a run fail.
      const database = new DatabaseSync(path, { timeout: 100 })
      try {
        database.exec('PRAGMA journal_mode = DELETE; BEGIN EXCLUSIVE')
      } catch (error) {
        database.close()
        if (!isBusy(error)) throw error
        return { kind: 'busy', holder: readHolder(holderPath) }
      }
      const holder: LockHolder = { pid: process.pid, sinceMs: clock.nowMs(), purpose }
      writeFileSync(holderPath, JSON.stringify(holder), { mode: 0o600 })
      return { kind: 'held', release: () => database.close() }
    },
  }
}

const sqliteBusy = 5

function isBusy(error: unknown): boolean {
  return error instanceof Error && 'errcode' in error && error.errcode === sqliteBusy
}

function readHolder(path: string): LockHolder | null {
  try {
    // our own words, and no more than a courtesy: no library is worth its memory in the daemon for them
    return JSON.parse(readFileSync(path, 'utf8')) as LockHolder
  } catch {
    return null // being written this moment: the lock itself is the truth, the name is a courtesy
  }
}
