import type { Gateway } from '../openclaw/gateway.ts'
import type { World } from '../ports/world.ts'

/** Program and state are on disk for certain when it returns. What one file system holds is flushed once: each time waits for everybody's writes. */
export async function syncInstallation(
  { files }: Pick<World, 'files'>,
  { installation, stateFolder }: Gateway,
): Promise<void> {
  const synced = new Set<number>()
  // Launchers are in the prefix, and pnpm's root is a link into its store, which may lie elsewhere.
  for (const path of [installation.root, installation.prefix, stateFolder]) {
    const device = (await files.statTarget(path))?.device
    if (device === undefined || synced.has(device)) continue
    await files.syncFilesystem(path)
    synced.add(device)
  }
}
