import { dirname, join } from 'node:path'
import { MoltdError, reasonOf } from '../ports/errors.ts'
import type { TreeEntry } from '../ports/files.ts'
import type { World } from '../ports/world.ts'
import { inParallel } from './in-parallel.ts'
import { shipped } from './layout.ts'
import { classifyStatePath } from './state-paths.ts'

type LivePassWorld = Pick<World, 'files' | 'databases' | 'commands' | 'environment'>

export interface LivePass {
  bytes: number
  leftOut: { path: string; reason: string }[]
}

interface Source {
  stateFolder: string
  workspaces: readonly string[]
}

const listTimeoutMs = 5 * 60_000
const sqliteMagic = 'SQLite format 3\0'
const headerBytes = 100
/** Where SQLite keeps `user_version` in the header. */
const schemaBytes = [60, 64] as const

/**
 * Copies the state while the gateway may be writing to it. What changes under our hands is listed before, so that the
 * exact pass at the stop finds and replaces it.
 */
export async function copyLiveState(world: LivePassWorld, source: Source, folder: string): Promise<LivePass> {
  await listLiveState(world, source, folder)
  const pass: LivePass = { bytes: 0, leftOut: [] }
  const entries = await collectEntries(world, source, pass)
  const databases = await findDatabases(world, source, entries, pass)
  const target = join(folder, 'state')
  await world.files.makeFolder(target, 0o700)
  for (const entry of entries)
    if (entry.kind === 'directory') await world.files.makeFolder(join(target, entry.path), entry.mode | 0o700)
  const plain = entries.filter(entry => entry.kind !== 'directory' && !isCompanion(entry.path, databases))
  await inParallel(8, plain, async entry => {
    const [from, to] = [join(source.stateFolder, entry.path), join(target, entry.path)]
    if (databases.has(entry.path)) await backUpDatabase(world, from, to, pass, entry)
    else await copyPlain(world, from, to, pass, entry)
  })
  await writeSchemas(world, folder, databases)
  return pass
}

/** The same script as at the stop makes the list, so that the two can be compared line by line. */
async function listLiveState(world: LivePassWorld, source: Source, folder: string): Promise<void> {
  // The lines are patterns of `find`.
  const own = source.workspaces
    .filter(path => !path.includes('\n'))
    .map(path => `${path.replace(/[\\*?[]/g, '\\$&')}\n`)
  await world.files.writeDurably(join(folder, 'yours'), own.join(''))
  const listed = await world.commands.run({
    argv: ['/bin/sh', shipped.exactPass, 'list', source.stateFolder, folder],
    timeoutMs: listTimeoutMs,
  })
  if (listed.exitCode === 0) return
  throw new MoltdError(
    'E_STATE_LIST',
    `cannot list the state in ${source.stateFolder}: ${listed.stderr.trim() || listed.startError || 'the list ended early'}`,
    'Check that the folder can be read and that find, sort and stat are installed.',
  )
}

async function collectEntries(world: LivePassWorld, source: Source, pass: LivePass): Promise<TreeEntry[]> {
  const home = await world.files.stat(source.stateFolder)
  const mounts = new Set<string>()
  const entries: TreeEntry[] = []
  const skip = (path: string) => {
    if (mounts.has(dirname(path))) return true
    const kind = classifyStatePath(path, source.workspaces)
    return kind === 'yours' || kind === 'disposable'
  }
  for await (const entry of world.files.walk(source.stateFolder, skip)) {
    if (entry.kind === 'other') continue
    if (entry.kind === 'directory' && entry.device !== home?.device) {
      mounts.add(entry.path)
      pass.leftOut.push({ path: entry.path, reason: 'another file system is mounted there' })
      continue
    }
    if (entry.kind === 'symlink') await noteFolderLink(world, source, entry.path, pass)
    entries.push(entry)
  }
  return entries
}

/** A link is saved as a link; that a folder behind it is not saved is worth a word. */
async function noteFolderLink(
  world: LivePassWorld,
  source: Source,
  path: string,
  pass: LivePass,
): Promise<void> {
  if (/(^|\/)node_modules\//.test(path)) return
  const target = await world.files.statTarget(join(source.stateFolder, path))
  if (target?.kind === 'directory')
    pass.leftOut.push({ path, reason: 'a link to a folder; what it leads to is not copied' })
}

/** Databases by their header, whatever they are called. */
async function findDatabases(
  world: LivePassWorld,
  source: Source,
  entries: readonly TreeEntry[],
  pass: LivePass,
): Promise<Set<string>> {
  const databases = new Set<string>()
  await inParallel(8, entries, async ({ kind, path, sizeBytes }) => {
    if (kind !== 'file' || sizeBytes < headerBytes) return
    const header = await tolerant(pass, path, () => readHeader(world, join(source.stateFolder, path)))
    if (header?.subarray(0, sqliteMagic.length).toString('latin1') === sqliteMagic) databases.add(path)
  })
  return databases
}

/** `SCHEMA PATH` a line, of the copies: a live database may have its schema in its -wal still. */
async function writeSchemas(
  world: LivePassWorld,
  folder: string,
  databases: Iterable<string>,
): Promise<void> {
  const lines: string[] = []
  for (const path of databases) {
    if (path.includes('\n') || !(await world.files.stat(join(folder, 'state', path)))) continue
    const header = await readHeader(world, join(folder, 'state', path))
    lines.push(`${header.subarray(...schemaBytes).toString('hex')} ${path}\n`)
  }
  await world.files.writeDurably(join(folder, 'schemas'), lines.join(''))
}

async function readHeader(world: LivePassWorld, path: string): Promise<Buffer> {
  return Buffer.from(await world.files.readHead(path, headerBytes))
}

function isCompanion(path: string, databases: ReadonlySet<string>): boolean {
  return databases.has(path.replace(/-(wal|shm|journal)$/, '')) && !databases.has(path)
}

async function backUpDatabase(
  world: LivePassWorld,
  from: string,
  to: string,
  pass: LivePass,
  entry: TreeEntry,
): Promise<void> {
  try {
    await world.databases.backup(from, to)
    pass.bytes += (await world.files.stat(to))?.sizeBytes ?? 0
  } catch {
    // Locked, encrypted or broken: taken as it is with its companions; if that tore it, the exact pass replaces the set.
    await world.files.remove(to)
    for (const suffix of ['', '-wal', '-shm', '-journal']) {
      if (await world.files.stat(from + suffix))
        await copyPlain(world, from + suffix, to + suffix, pass, entry)
    }
  }
}

async function copyPlain(
  world: LivePassWorld,
  from: string,
  to: string,
  pass: LivePass,
  entry: TreeEntry,
): Promise<void> {
  const copied = await tolerant(pass, entry.path, async () => {
    await world.files.copyFile(from, to)
    return true
  })
  if (copied && entry.kind === 'file') pass.bytes += entry.sizeBytes
}

/** null when the file vanished or may not be read; the latter is written down. */
async function tolerant<T>(pass: LivePass, path: string, read: () => Promise<T>): Promise<T | null> {
  try {
    return await read()
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : null
    if (code === 'ENOENT') return null
    if (code !== 'EACCES' && code !== 'EPERM') throw error
    if (!pass.leftOut.some(left => left.path === path))
      pass.leftOut.push({ path, reason: `cannot be read: ${reasonOf(error)}` })
    return null
  }
}
