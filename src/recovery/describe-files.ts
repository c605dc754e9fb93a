import { join } from 'node:path'
import type { TreeEntry } from '../ports/files.ts'
import type { World } from '../ports/world.ts'
import type { HashMemory } from './hash-memory.ts'
import type { ManifestFile } from './recovery-point.ts'

/** Everything below a folder, with the digest of every file; `prefix` is its path in the recovery point. */
export async function describeTree(
  world: Pick<World, 'files'>,
  root: string,
  prefix: string,
  memory: HashMemory,
): Promise<ManifestFile[]> {
  const entries: TreeEntry[] = []
  for await (const entry of world.files.walk(root)) entries.push(entry)
  const digests = await digestFiles(world, root, entries, memory)
  const described: ManifestFile[] = []
  for (const entry of entries) {
    const { kind, sizeBytes, mode, path } = entry
    if (kind === 'other') continue
    const common = {
      path: `${prefix}/${path}`,
      kind,
      sizeBytes: kind === 'file' ? sizeBytes : 0,
      mode,
      modifiedMs: Math.floor(entry.modifiedMs),
    }
    if (kind === 'symlink')
      described.push({ ...common, target: await world.files.readLink(join(root, path)) })
    else if (kind === 'directory') described.push(common)
    else described.push({ ...common, sha256: digests.get(path) ?? '' })
  }
  return described
}

async function digestFiles(
  world: Pick<World, 'files'>,
  root: string,
  entries: readonly TreeEntry[],
  memory: HashMemory,
): Promise<Map<string, string>> {
  const digests = new Map<string, string>()
  const unknown: TreeEntry[] = []
  for (const entry of entries) {
    if (entry.kind !== 'file') continue
    const known = memory.recall(entry)
    if (known === undefined) unknown.push(entry)
    else digests.set(entry.path, known)
  }
  const fresh = await world.files.sha256All(
    root,
    unknown.map(entry => entry.path),
  )
  for (const [index, entry] of unknown.entries()) {
    const digest = fresh[index]
    if (!digest) throw new Error(`ENOENT: ${join(root, entry.path)} vanished while it was read`)
    memory.learn(entry, digest)
    digests.set(entry.path, digest)
  }
  return digests
}
