import { join } from 'node:path'
import type { World } from '../ports/world.ts'
import { readFileLists, readManifest } from './manifest.ts'
import type { ManifestFile, RecoveryFinding } from './recovery-point.ts'

type Disk = Pick<World, 'files'>

const packagePart = 'package/'

/** Is it the program alone that is damaged? Data have no other source than the point. */
export function isMendable(findings: readonly RecoveryFinding[]): boolean {
  return findings.every(({ path }) => path.startsWith(packagePart))
}

/**
 * Replaces what is damaged of a recovery point's program by what another tree of the same version has, file by file: only what is, byte for
 * byte, what the point once had. Anything else stays as it is; the caller reads the point again. Errors: E_POINT_UNKNOWN, E_POINT_DAMAGED.
 */
export async function mendPackage(
  world: Disk,
  point: string,
  findings: readonly RecoveryFinding[],
  donor: string,
): Promise<void> {
  const damaged = new Set(findings.map(({ path }) => path))
  const listed = await readFileLists(world, point, await readManifest(world, point))
  // Lists have parents before their children.
  for (const file of listed.filter(({ path }) => path.startsWith(packagePart) && damaged.has(path)))
    await mend(world, file, join(point, file.path), join(donor, file.path.slice(packagePart.length)))
  await world.files.syncFilesystem(point)
}

async function mend(world: Disk, file: ManifestFile, to: string, from: string): Promise<void> {
  if (file.kind === 'directory') {
    if ((await world.files.stat(to)) === null) await world.files.makeFolder(to, file.mode)
  } else if (file.kind === 'symlink') {
    await world.files.remove(to)
    await world.files.makeLink(file.target ?? '', to)
  } else if (
    (await world.files.stat(from))?.kind === 'file' &&
    (await world.files.sha256(from)) === file.sha256
  ) {
    // Under a name of its own first: the damaged file may be the live program's, too, by a link.
    await world.files.copyFileDurably(from, to)
  }
}
