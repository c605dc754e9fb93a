import { type Dirent, lstatSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { EntryKind, TreeEntry, TreeSize } from '../ports/files.ts'
import { loadExeca } from './execa-on-first-use.ts'
import { hasCode } from './files-missing.ts'
import { kindOf, toEntryStat } from './files-stat.ts'

type Skip = (path: string, kind: EntryKind) => boolean

/** How long we may keep the event loop for ourselves. */
const turnMs = 15

/**
 * Depth first, parents before children, each folder sorted. Synchronous calls in short turns: several times
 * faster over a package tree than a promise per file. What vanishes on the way is left out.
 */
export async function* walkTree(root: string, skip: Skip = () => false): AsyncGenerator<TreeEntry> {
  let turnStarted = performance.now()
  const pending = entriesOf(root, '', skip).reverse()
  for (let next = pending.pop(); next; next = pending.pop()) {
    yield next
    if (next.kind === 'directory') {
      const children = vanished(() => entriesOf(root, next.path, skip)) ?? []
      for (const child of children.reverse()) pending.push(child)
    }
    if (performance.now() - turnStarted > turnMs) {
      await nextTurn()
      turnStarted = performance.now()
    }
  }
}

/** `find` where it is GNU's: no stat per file in our own process. */
export async function measureTree(root: string): Promise<TreeSize> {
  const execa = await loadExeca()
  const found = await execa('find', [`${root}/.`, '-type', 'f', '-printf', '%s\\n'], {
    reject: false,
    maxBuffer: 1 << 30,
  })
  if (found.exitCode === 0) return found.stdout.split('\n').reduce(add, { files: 0, bytes: 0 })
  const size = { files: 0, bytes: 0 }
  for await (const entry of walkTree(root)) {
    if (entry.kind !== 'file') continue
    size.files += 1
    size.bytes += entry.sizeBytes
  }
  return size
}

function add(size: TreeSize, line: string): TreeSize {
  return line === '' ? size : { files: size.files + 1, bytes: size.bytes + Number(line) }
}

function entriesOf(root: string, folder: string, skip: Skip): TreeEntry[] {
  const children = readdirSync(join(root, folder), { withFileTypes: true })
  children.sort((one, other) => (one.name < other.name ? -1 : 1))
  return children.flatMap(child => entryOf(root, folder, child, skip))
}

function entryOf(root: string, folder: string, child: Dirent, skip: Skip): TreeEntry[] {
  const path = folder === '' ? child.name : `${folder}/${child.name}`
  if (skip(path, kindOf(child))) return []
  const stats = lstatSync(`${root}/${path}`, { throwIfNoEntry: false })
  if (stats) return [{ path, ...toEntryStat(stats) }]
  // Not gone, but unreachable: its bytes did not survive the way into a string.
  if (child.name.includes('\uFFFD'))
    throw Object.assign(new Error(`EILSEQ: name is not UTF-8, walk '${root}/${path}'`), { code: 'EILSEQ' })
  return []
}

function vanished<T>(read: () => T): T | null {
  try {
    return read()
  } catch (error) {
    if (hasCode(error, 'ENOENT', 'ENOTDIR')) return null
    throw error
  }
}
