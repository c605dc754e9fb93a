import type { Stats } from 'node:fs'
import { lstat, stat } from 'node:fs/promises'
import type { EntryKind, EntryStat } from '../ports/files.ts'
import { hasCode } from './files-missing.ts'

export async function statEntry(path: string): Promise<EntryStat | null> {
  return nullWhenGone(lstat(path))
}

export async function statEntryTarget(path: string): Promise<EntryStat | null> {
  return nullWhenGone(stat(path))
}

export function toEntryStat(stats: Stats): EntryStat {
  return {
    kind: kindOf(stats),
    sizeBytes: stats.size,
    modifiedMs: stats.mtimeMs,
    bornMs: stats.birthtimeMs,
    mode: stats.mode & 0o7777,
    uid: stats.uid,
    inode: stats.ino,
    device: stats.dev,
    links: stats.nlink,
  }
}

export function kindOf(entry: Pick<Stats, 'isFile' | 'isDirectory' | 'isSymbolicLink'>): EntryKind {
  if (entry.isFile()) return 'file'
  if (entry.isDirectory()) return 'directory'
  return entry.isSymbolicLink() ? 'symlink' : 'other'
}

async function nullWhenGone(answer: Promise<Stats>): Promise<EntryStat | null> {
  try {
    return toEntryStat(await answer)
  } catch (error) {
    // ENOTDIR: a parent is a file, so the path does not exist; ELOOP: a link that leads nowhere.
    if (hasCode(error, 'ENOENT', 'ENOTDIR', 'ELOOP')) return null
    throw error
  }
}
