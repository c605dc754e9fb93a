import {
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import type { Files } from '../../src/ports/files.ts'

/**
 * What a disk forgets when the power goes: the content of every file that was not synced since it was last written, as was seen of a
 * tree that npm had put there (openclaw-facts: 5,346 empty files). Names survive. SQLite's own files are left alone: it syncs them itself.
 */
export interface VolatileDisk {
  /** The same files, whose syncs count. */
  watch(files: Files): Files
  /** A folder for PATH whose `sync` counts as well. */
  toolsFolder: string
  /** These files, or all that lies there now, are old enough to be on disk. */
  settle(...paths: string[]): void
  losePower(): void
}

export function createVolatileDisk(root: string, syncsItself: (path: string) => boolean): VolatileDisk {
  const toolsFolder = join(root, 'tools')
  const noted = join(toolsFolder, 'synced')
  const synced = new Set<string>()
  mkdirSync(toolsFolder)
  writeFileSync(join(toolsFolder, 'sync'), syncScript(root, noted), { mode: 0o755 })
  writeFileSync(noted, '')

  const settle = (...paths: string[]) => {
    for (const path of paths.length > 0 ? paths : filesBelow(root)) synced.add(stampOf(path) ?? '')
  }
  return {
    toolsFolder,
    settle,
    watch: files => ({
      ...files,
      syncFilesystem: async path => {
        await files.syncFilesystem(path)
        settle()
      },
      syncEntry: async path => {
        await files.syncEntry(path)
        if (lstatSync(path).isFile()) settle(path)
      },
      copyFileDurably: async (from, to) => {
        await files.copyFileDurably(from, to)
        if (lstatSync(to).isFile()) settle(to)
      },
      writeDurably: async (path, ...rest) => {
        await files.writeDurably(path, ...rest)
        settle(path)
      },
    }),
    losePower: () => {
      for (const line of readFileSync(noted, 'utf8').split('\n')) synced.add(line)
      for (const path of filesBelow(root)) {
        if (!syncsItself(path) && !path.startsWith(toolsFolder) && !synced.has(stampOf(path) ?? ''))
          truncateSync(path, 0)
      }
      settle()
    },
  }
}

/** Inode, last change and size: the same as `find -printf '%i %T@ %s'`, whose fractions have ten digits; null when it is gone. */
function stampOf(path: string): string | null {
  const stat = lstatSync(path, { bigint: true, throwIfNoEntry: false })
  if (stat === undefined) return null
  const seconds = stat.mtimeNs / 1_000_000_000n
  const fraction = String(stat.mtimeNs % 1_000_000_000n).padStart(9, '0')
  return `${stat.ino} ${seconds}.${fraction}0 ${stat.size}`
}

/** Others may copy and remove meanwhile: a folder that has just gone is empty. */
function filesBelow(folder: string): string[] {
  if (!existsSync(folder)) return []
  return readdirSync(folder, { withFileTypes: true }).flatMap(entry => {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) return filesBelow(path)
    return entry.isFile() ? [path] : []
  })
}

function syncScript(root: string, noted: string): string {
  return `#!/bin/sh
note() { find "$@" -type f -printf '%i %T@ %s\\n' >> '${noted}'; }
case "\${1:-}" in
  '' | -f) note '${root}' ;;
  *) for path in "$@"; do note "$path" -maxdepth 0; done ;;
esac
`
}
