import type { World } from '../ports/world.ts'
import { tarballPath, treeFolder, type VaultEntry } from './vault.ts'

type Disk = Pick<World, 'files' | 'places'>

/** Reads everything that is kept of a version again; what is not as it was. Empty: it can be installed. */
export async function verifyEntry(world: Disk, entry: VaultEntry): Promise<string[]> {
  return [await verifyTarball(world, entry), await verifyTree(world, entry)].filter(
    finding => finding !== null,
  )
}

/** null: it is as it came. */
export async function verifyTarball(world: Disk, { integrity, sha256 }: VaultEntry): Promise<string | null> {
  const tarball = tarballPath(world, integrity)
  if ((await world.files.stat(tarball)) === null) return `its tarball ${tarball} is gone`
  return (await world.files.sha256(tarball)) === sha256 ? null : `its tarball ${tarball} is not what it was`
}

/** null: it is as it came. */
export async function verifyTree(world: Disk, { version, tree }: VaultEntry): Promise<string | null> {
  if (tree === null) return 'what it depends on is not kept'
  const folder = treeFolder(world, version)
  const paths = tree.files.map(({ path }) => path)
  const sums = await world.files.sha256All(folder, paths)
  const changed = tree.files.filter(({ sha256 }, index) => sums[index] !== sha256)
  const [first] = changed
  if (first === undefined) return null
  const more = changed.length === 1 ? '' : ` and ${changed.length - 1} more files`
  return `${folder}/${first.path}${more} are gone or not what they were`
}
