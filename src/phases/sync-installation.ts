import type { Gateway } from '../openclaw/gateway.ts'
import type { World } from '../ports/world.ts'

/** Program and state are on disk for certain when it returns. What one file system holds is flushed once: each time waits for everybody's writes. */
export async function syncInstallation(
  { files }: Pick<World, 'files'>,
  { installation, stateFolder }: Gateway,
): Promise<void> {
  const [program, state] = await Promise.all([
    files.statTarget(installation.root),
    files.statTarget(stateFolder),
  ])
  await files.syncFilesystem(installation.root)
  if (program?.device !== state?.device) await files.syncFilesystem(stateFolder)
}
