import type { World } from '../ports/world.ts'
import { entryPath, listVault, tarballPath, treeFolder, type VaultEntry, vaultFolder } from './vault.ts'

type Disk = Pick<World, 'files' | 'places'>

export interface VaultBounds {
  /** Versions. */
  keep: number
  bytes: number
  /** Versions that stay in any case. */
  needed: readonly string[]
}

/** Removes what was used longest ago beyond the bounds. Returns what is gone. The caller holds the vault's lock. */
export async function pruneVault(world: Disk, { keep, bytes, needed }: VaultBounds): Promise<string[]> {
  const entries = await listVault(world)
  const isFree = ({ version }: VaultEntry) => !needed.includes(version)
  const gone: string[] = []
  while (entries.length > 0 && (entries.length > keep || (await measureVault(world)) > bytes)) {
    const oldest = entries.findLast(isFree)
    if (oldest === undefined) break
    entries.splice(entries.indexOf(oldest), 1)
    await remove(world, oldest, entries)
    gone.push(oldest.version)
  }
  return gone
}

async function remove(world: Disk, { version, integrity }: VaultEntry, others: readonly VaultEntry[]) {
  // The record last: a cut here leaves something to prune again, never a record of what is gone.
  await world.files.remove(treeFolder(world, version))
  if (!others.some(other => other.integrity === integrity))
    await world.files.remove(tarballPath(world, integrity))
  await world.files.remove(entryPath(world, version))
}

/** Bytes on the disk: versions share files by links, which count once. */
export async function measureVault(world: Disk): Promise<number> {
  const seen = new Set<string>()
  let bytes = 0
  for await (const { kind, device, inode, links, sizeBytes } of world.files.walk(vaultFolder(world))) {
    const name = `${device}:${inode}`
    if (kind !== 'file' || (links > 1 && seen.has(name))) continue
    seen.add(name)
    bytes += sizeBytes
  }
  return bytes
}
