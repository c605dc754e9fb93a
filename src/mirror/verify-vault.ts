import type { World } from '../ports/world.ts'
import { tarballPath, treeFolder, type VaultEntry } from './vault.ts'

/** Reads everything that is kept of a version again; what is not as it was. Empty: it can be installed. */
export async function verifyEntry(
  world: Pick<World, 'files' | 'places'>,
  entry: VaultEntry,
): Promise<string[]> {
  const tarball = tarballPath(world, entry.integrity)
  const findings: string[] = []
  if ((await world.files.stat(tarball)) === null) findings.push(`its tarball ${tarball} is gone`)
  else if ((await world.files.sha256(tarball)) !== entry.sha256)
    findings.push(`its tarball ${tarball} is not what it was`)
  if (entry.tree === null) return [...findings, 'what it depends on is not kept']
  const folder = treeFolder(world, entry.version)
  const paths = entry.tree.files.map(({ path }) => path)
  const sums = await world.files.sha256All(folder, paths)
  const changed = entry.tree.files.filter(({ sha256 }, index) => sums[index] !== sha256)
  const [first] = changed
  if (first === undefined) return findings
  const more = changed.length === 1 ? '' : ` and ${changed.length - 1} more files`
  return [...findings, `${folder}/${first.path}${more} are gone or not what they were`]
}
