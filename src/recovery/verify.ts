import { join } from 'node:path'
import { reasonOf } from '../ports/errors.ts'
import type { TreeEntry } from '../ports/files.ts'
import type { World } from '../ports/world.ts'
import { readFileLists, readManifest } from './manifest.ts'
import type { ManifestFile, RecoveryFinding } from './recovery-point.ts'

type VerifyWorld = Pick<World, 'files' | 'databases'>

/** Reads every byte of a recovery point again; empty when it is as it was written. Errors: E_POINT_UNKNOWN, E_POINT_DAMAGED. */
export async function verifyPoint(world: VerifyWorld, path: string): Promise<RecoveryFinding[]> {
  const { findings, intact } = await compareTrees(world, path)
  findings.push(...(await compareContents(world, path, intact)))
  findings.push(...(await checkDatabases(world, path, intact, findings)))
  return findings
}

/** The same without reading contents: is every file there, of its kind, size and mode? Errors: as verifyPoint. */
export async function glancePoint(world: VerifyWorld, path: string): Promise<RecoveryFinding[]> {
  return (await compareTrees(world, path)).findings
}

async function compareTrees(
  world: VerifyWorld,
  path: string,
): Promise<{ findings: RecoveryFinding[]; intact: ManifestFile[] }> {
  const manifest = await readManifest(world, path)
  const listed = await readFileLists(world, path, manifest)
  const present = await collectPresent(world, path, manifest.state === 'sealed')
  const findings: RecoveryFinding[] = []
  const intact: ManifestFile[] = []
  for (const file of listed) {
    const entry = present.get(file.path)
    const finding = entry
      ? compareFacts(file, entry)
      : { kind: 'missing' as const, path: file.path, text: 'it is not there' }
    if (finding) findings.push(finding)
    else if (file.kind === 'file') intact.push(file)
    else if (file.kind === 'symlink' && (await world.files.readLink(join(path, file.path))) !== file.target) {
      findings.push({ kind: 'changed', path: file.path, text: `it no longer leads to ${file.target}` })
    }
  }
  const known = new Set(listed.map(file => file.path))
  for (const name of present.keys()) {
    if (!known.has(name))
      findings.push({ kind: 'extra', path: name, text: 'it was not part of the recovery point' })
  }
  return { findings, intact }
}

async function collectPresent(
  world: VerifyWorld,
  path: string,
  sealed: boolean,
): Promise<Map<string, TreeEntry>> {
  const present = new Map<string, TreeEntry>()
  for (const part of ['package', 'state', 'unit', ...(sealed ? ['exact'] : [])]) {
    if (!(await world.files.stat(join(path, part)))) continue
    for await (const entry of world.files.walk(join(path, part))) present.set(`${part}/${entry.path}`, entry)
  }
  return present
}

function compareFacts(file: ManifestFile, entry: TreeEntry): RecoveryFinding | null {
  const changed = (text: string): RecoveryFinding => ({ kind: 'changed', path: file.path, text })
  if (entry.kind !== file.kind) return changed(`it was a ${file.kind}`)
  if (file.kind === 'file' && file.sizeBytes > 0 && entry.sizeBytes === 0) {
    return { kind: 'emptied', path: file.path, text: `it is empty and had ${file.sizeBytes} bytes` }
  }
  if (file.kind === 'file' && entry.sizeBytes !== file.sizeBytes)
    return changed(`it has ${entry.sizeBytes} bytes and had ${file.sizeBytes}`)
  if (file.kind !== 'symlink' && entry.mode !== file.mode)
    return changed(`its mode is ${octal(entry.mode)} and was ${octal(file.mode)}`)
  return null
}

async function compareContents(
  world: VerifyWorld,
  path: string,
  files: readonly ManifestFile[],
): Promise<RecoveryFinding[]> {
  const names = files.map(file => file.path)
  try {
    return findDifferent(files, await world.files.sha256All(path, names))
  } catch {
    // One cannot be read: one by one tells which.
    const findings: RecoveryFinding[] = []
    for (const file of files) {
      try {
        findings.push(...findDifferent([file], [await world.files.sha256(join(path, file.path))]))
      } catch (error) {
        findings.push({ kind: 'unreadable', path: file.path, text: reasonOf(error) })
      }
    }
    return findings
  }
}

function findDifferent(
  files: readonly ManifestFile[],
  digests: readonly (string | null)[],
): RecoveryFinding[] {
  return files.flatMap((file, index): RecoveryFinding[] => {
    const digest = digests[index]
    if (digest === file.sha256) return []
    if (digest === null) return [{ kind: 'missing', path: file.path, text: 'it is not there' }]
    return [{ kind: 'changed', path: file.path, text: 'its content is not what was written' }]
  })
}

/** Copies that SQLite's own API made must be sound; those of the exact pass are plain copies and checked by digest alone. */
async function checkDatabases(
  world: VerifyWorld,
  path: string,
  files: readonly ManifestFile[],
  known: readonly RecoveryFinding[],
): Promise<RecoveryFinding[]> {
  const findings: RecoveryFinding[] = []
  const damaged = new Set(known.map(finding => finding.path))
  const listed = new Set(files.map(file => file.path))
  for (const file of files) {
    if (!file.path.startsWith('state/') || damaged.has(file.path) || listed.has(`${file.path}-wal`)) continue
    const head = await world.files.readHead(join(path, file.path), 16)
    if (Buffer.from(head).toString('latin1') !== 'SQLite format 3\0') continue
    const fault = await findFault(world, join(path, file.path))
    if (fault) findings.push({ kind: 'unreadable', path: file.path, text: `SQLite says: ${fault}` })
  }
  return findings
}

async function findFault(world: VerifyWorld, path: string): Promise<string | null> {
  try {
    const { integrity } = await world.databases.inspect(path)
    return integrity === 'ok' ? null : integrity
  } catch (error) {
    return reasonOf(error)
  }
}

function octal(mode: number): string {
  return mode.toString(8).padStart(3, '0')
}
