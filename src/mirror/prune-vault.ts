import type { World } from '../ports/world.ts'
import { entryPath, listVault, tarballPath, treeFolder } from './vault.ts'

/** Removes what was used longest ago beyond `keep` versions; never one of `needed`. Returns what is gone. The caller holds the vault's lock. */
export async function pruneVault(
  world: Pick<World, 'files' | 'places'>,
  { keep, needed }: { keep: number; needed: readonly string[] },
): Promise<string[]> {
  const entries = await listVault(world)
  const free = entries.filter(({ version }) => !needed.includes(version))
  const room = Math.max(0, keep - (entries.length - free.length))
  const gone = free.slice(room)
  const kept = new Set(entries.filter(entry => !gone.includes(entry)).map(({ integrity }) => integrity))
  for (const { version, integrity } of gone) {
    // The record last: a cut here leaves something to prune again, never a record of what is gone.
    await world.files.remove(treeFolder(world, version))
    if (!kept.has(integrity)) await world.files.remove(tarballPath(world, integrity))
    await world.files.remove(entryPath(world, version))
  }
  return gone.map(({ version }) => version)
}
