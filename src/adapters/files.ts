import { constants } from 'node:fs'
import { access, mkdir, open, readdir, readlink, realpath, rm, statfs, symlink } from 'node:fs/promises'
import type { Files } from '../ports/files.ts'
import { copyFile, copyFileDurably, copyTree, moveEntry } from './files-copy.ts'
import { syncEntry, syncFilesystem, writeDurably } from './files-durable.ts'
import { hashAll, hashFile } from './files-hash.ts'
import { hasCode, orWhenMissing } from './files-missing.ts'
import { readFiles } from './files-read.ts'
import { statEntry } from './files-stat.ts'
import { measureTree, walkTree } from './files-walk.ts'

/** The file system of this machine. */
export function createFiles(): Files {
  return {
    stat: statEntry,
    ...readFiles,
    readHead,
    readLink: path => readlink(path),
    resolve: path => realpath(path),
    list: async path => (await orWhenMissing(readdir(path), [])).sort(),
    walk: walkTree,
    measure: measureTree,
    makeFolder: async (path, mode) =>
      void (await mkdir(path, { recursive: true, ...(mode !== undefined && { mode }) })),
    writeDurably,
    makeLink: (target, path) => symlink(target, path),
    copyFile,
    copyFileDurably,
    copyTree,
    move: moveEntry,
    remove: path => rm(path, { recursive: true, force: true, maxRetries: 2 }),
    sha256: hashFile,
    sha256All: hashAll,
    syncFilesystem,
    syncEntry,
    space: async path => {
      const { bavail, blocks, bsize } = await statfs(path)
      return { availableBytes: bavail * bsize, totalBytes: blocks * bsize }
    },
    canWrite,
  }
}

async function readHead(path: string, bytes: number): Promise<Uint8Array> {
  const file = await open(path, 'r')
  try {
    const { buffer, bytesRead } = await file.read(new Uint8Array(bytes), 0, bytes, 0)
    return buffer.subarray(0, bytesRead)
  } finally {
    await file.close()
  }
}

async function canWrite(path: string): Promise<boolean> {
  try {
    await access(path, constants.W_OK)
    return true
  } catch (error) {
    if (hasCode(error, 'EACCES', 'EPERM', 'EROFS', 'ENOENT', 'ENOTDIR', 'ETXTBSY')) return false
    throw error
  }
}
