import { randomUUID } from 'node:crypto'
import { constants, type Stats } from 'node:fs'
import * as fs from 'node:fs/promises'
import { dirname } from 'node:path'
import type { CopyMethod } from '../ports/files.ts'
import { loadExeca } from './execa-on-first-use.ts'
import { syncEntry, syncFilesystem } from './files-durable.ts'
import { hasCode } from './files-missing.ts'
import { walkTree } from './files-walk.ts'

const cpFlags: Record<CopyMethod, readonly string[]> = {
  reflink: ['-a', '--reflink=always'],
  hardlink: ['-al'],
  copy: ['-a'],
}

/** Through a temporary name, so that `to` is the old file or the new one, never half of it. A symlink is copied as a symlink. */
export async function copyFile(from: string, to: string): Promise<void> {
  await copyThenRename(from, to, async () => undefined)
}

/** The same; content first, then the name: a name on disk without its content is an empty file. */
export async function copyFileDurably(from: string, to: string): Promise<void> {
  await copyThenRename(from, to, async copy => {
    if (!(await fs.lstat(copy)).isSymbolicLink()) await syncEntry(copy)
  })
  await syncEntry(dirname(to))
}

async function copyThenRename(
  from: string,
  to: string,
  beforeRename: (copy: string) => Promise<void>,
): Promise<void> {
  const temporary = `${to}.${randomUUID().slice(0, 8)}.tmp`
  try {
    await copyEntry(from, temporary, await fs.lstat(from), 'copy')
    await beforeRename(temporary)
    await fs.rename(temporary, to)
  } catch (error) {
    await fs.rm(temporary, { force: true })
    throw error
  }
}

/** The first method that works for the whole tree; a failed attempt leaves nothing behind. */
export async function copyTree(
  from: string,
  to: string,
  methods: readonly CopyMethod[],
): Promise<CopyMethod> {
  if (await exists(to))
    throw Object.assign(new Error(`EEXIST: cannot copy a tree to '${to}': it exists`), { code: 'EEXIST' })
  let failure: unknown = new Error(`no method to copy '${from}' with`)
  for (const method of methods) {
    try {
      if (!(await canCopyBy(method, from, to))) continue
      await copyTreeBy(method, from, to)
      return method
    } catch (error) {
      await fs.rm(to, { recursive: true, force: true })
      failure = error
    }
  }
  throw failure
}

/** Rename; across file systems the copy is complete and synced under its own name before the original goes. */
export async function moveEntry(from: string, to: string): Promise<void> {
  try {
    return await fs.rename(from, to)
  } catch (error) {
    if (!hasCode(error, 'EXDEV')) throw error
  }
  const arriving = `${to}.arriving`
  await fs.rm(arriving, { recursive: true, force: true })
  try {
    await copyTree(from, arriving, ['copy'])
    await syncFilesystem(arriving)
    await fs.rename(arriving, to)
  } catch (error) {
    await fs.rm(arriving, { recursive: true, force: true })
    throw error
  }
  await syncEntry(dirname(to))
  await fs.rm(from, { recursive: true, force: true })
}

/** One file tells: without it `cp` would complain about every file of the tree. */
async function canCopyBy(method: CopyMethod, from: string, to: string): Promise<boolean> {
  if (method === 'copy') return true
  const sample = await firstFile(from)
  if (sample === null) return false
  const probe = `${to}.${randomUUID().slice(0, 8)}.tmp`
  try {
    if (method === 'hardlink') await fs.link(sample, probe)
    else await fs.copyFile(sample, probe, constants.COPYFILE_FICLONE_FORCE)
    return true
  } catch (error) {
    if (hasCode(error, 'EXDEV', 'EPERM', 'EMLINK', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EINVAL', 'ENOTTY'))
      return false
    throw error
  } finally {
    await fs.rm(probe, { force: true })
  }
}

async function firstFile(from: string): Promise<string | null> {
  if (!(await fs.lstat(from)).isDirectory()) return from
  for await (const entry of walkTree(from)) if (entry.kind === 'file') return `${from}/${entry.path}`
  return null
}

async function copyTreeBy(method: CopyMethod, from: string, to: string): Promise<void> {
  const execa = await loadExeca()
  const copied = await execa('cp', [...cpFlags[method], '--', from, to], {
    reject: false,
    maxBuffer: 1 << 20,
  })
  if (copied.exitCode === 0) return
  // No cp, or one that does not know the flags: the same by hand, which also says what really failed.
  await fs.rm(to, { recursive: true, force: true })
  await copyTreeByHand(method, from, to)
}

async function copyTreeByHand(method: CopyMethod, from: string, to: string): Promise<void> {
  const top = await fs.lstat(from)
  if (!top.isDirectory()) return copyEntry(from, to, top, method)
  const folders: [string, Stats][] = [[to, top]]
  await fs.mkdir(to)
  for await (const entry of walkTree(from)) {
    const [source, target] = [`${from}/${entry.path}`, `${to}/${entry.path}`]
    const stats = await fs.lstat(source)
    if (!stats.isDirectory()) {
      await copyEntry(source, target, stats, method)
      continue
    }
    await fs.mkdir(target)
    folders.push([target, stats])
  }
  // Folders last and from the inside out: filling them would change their times, and a read-only one cannot be filled.
  for (const [folder, stats] of folders.reverse()) await keepAttributes(folder, stats)
}

async function copyEntry(from: string, to: string, stats: Stats, method: CopyMethod): Promise<void> {
  if (method === 'hardlink') return fs.link(from, to)
  if (stats.isSymbolicLink()) return fs.symlink(await fs.readlink(from), to)
  if (!stats.isFile())
    throw Object.assign(new Error(`EINVAL: neither file, folder nor link: '${from}'`), { code: 'EINVAL' })
  const flags = method === 'reflink' ? constants.COPYFILE_FICLONE_FORCE : constants.COPYFILE_FICLONE
  await fs.copyFile(from, to, flags | constants.COPYFILE_EXCL)
  await keepAttributes(to, stats)
}

async function keepAttributes(path: string, stats: Stats): Promise<void> {
  if (process.getuid?.() === 0) await fs.chown(path, stats.uid, stats.gid)
  await fs.chmod(path, stats.mode & 0o7777)
  await fs.utimes(path, stats.atimeMs / 1000, stats.mtimeMs / 1000)
}

async function exists(path: string): Promise<boolean> {
  return fs.lstat(path).then(
    () => true,
    error => {
      if (hasCode(error, 'ENOENT')) return false
      throw error
    },
  )
}
