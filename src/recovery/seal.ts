import { join } from 'node:path'
import type { World } from '../ports/world.ts'
import { describeTree } from './describe-files.ts'
import { readExactState } from './exact-state.ts'
import { noHashMemory } from './hash-memory.ts'
import { pointOf, readManifest, writeFileList, writeManifest } from './manifest.ts'
import type { RecoveryPoint } from './recovery-point.ts'

/** Makes what the exact pass copied a digested part of the point. Without such a pass the point stays `live`. */
export async function sealPoint(world: Pick<World, 'files'>, path: string): Promise<RecoveryPoint> {
  const manifest = await readManifest(world, path)
  const exact = await readExactState(world, path)
  if (manifest.state === 'sealed' || exact === null) return pointOf(path, manifest)
  // From here on no stop may replace it.
  await world.files.writeDurably(join(path, 'frozen'), '')
  const folder = join(path, 'exact')
  if (exact.folder !== folder) await world.files.move(exact.folder, folder)
  const files = await describeTree(world, folder, 'exact', noHashMemory)
  const list = await writeFileList(world, path, 'exact-files.json', files)
  const sealed = { ...manifest, state: 'sealed' as const, lists: { ...manifest.lists, ...list } }
  await writeManifest(world, path, sealed)
  return pointOf(path, sealed)
}
