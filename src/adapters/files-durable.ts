import { randomUUID } from 'node:crypto'
import { type FileHandle, open, rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { loadExeca } from './execa-on-first-use.ts'

/** Whole or not at all, and on disk when it returns. Private unless told otherwise. */
export async function writeDurably(path: string, text: string, mode = 0o600): Promise<void> {
  const temporary = `${path}.${randomUUID().slice(0, 8)}.tmp`
  try {
    await withHandle(temporary, 'wx', async file => {
      await file.writeFile(text)
      await file.chmod(mode)
      await file.sync()
    })
    await rename(temporary, path)
  } catch (error) {
    await rm(temporary, { force: true })
    throw error
  }
  await syncEntry(dirname(path))
}

export async function syncEntry(path: string): Promise<void> {
  await withHandle(path, 'r', file => file.sync())
}

/** Node has no syncfs: coreutils' `sync -f`; where that is missing, everything is synced. */
export async function syncFilesystem(path: string): Promise<void> {
  const execa = await loadExeca()
  const narrow = await execa('sync', ['-f', path], { reject: false })
  if (narrow.exitCode !== 0) await execa('sync', [])
}

async function withHandle(
  path: string,
  flags: string,
  use: (file: FileHandle) => Promise<void>,
): Promise<void> {
  const file = await open(path, flags)
  try {
    await use(file)
  } finally {
    await file.close()
  }
}
