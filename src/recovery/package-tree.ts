import { join } from 'node:path'
import type { CopyMethod } from '../ports/files.ts'
import type { World } from '../ports/world.ts'
import { describeTree } from './describe-files.ts'
import { noHashMemory, openHashMemory } from './hash-memory.ts'
import type { ManifestFile } from './recovery-point.ts'

export interface SavedPackage {
  method: CopyMethod
  files: ManifestFile[]
  bytes: number
  tookMs: number
}

/**
 * Links (or copies) the package tree and digests every file. Both at once: hard links share their content with the
 * source, so the source is what is read.
 */
export async function savePackage(
  world: Pick<World, 'files' | 'places' | 'clock'>,
  packageRoot: string,
  folder: string,
): Promise<SavedPackage> {
  const startedMs = world.clock.monotonicMs()
  const target = join(folder, 'package')
  const memory = await openHashMemory(world)
  const [method, described] = await Promise.all([
    world.files.copyTree(packageRoot, target, await copyMethodsFor(world, packageRoot)),
    describeTree(world, packageRoot, 'package', memory),
  ])
  await memory.save()
  // A copy is digested as it arrived: what was read of the source says nothing about it.
  const files = method === 'hardlink' ? described : await describeTree(world, target, 'package', noHashMemory)
  const bytes = files.reduce((sum, file) => sum + file.sizeBytes, 0)
  return { method, files, bytes, tookMs: world.clock.monotonicMs() - startedMs }
}

/** Files of a checkout are changed in place, by git and by builds: a link would carry the change into the recovery point. */
export async function copyMethodsFor(
  world: Pick<World, 'files'>,
  packageRoot: string,
): Promise<readonly CopyMethod[]> {
  const isCheckout = (await world.files.stat(join(packageRoot, '.git'))) !== null
  return isCheckout ? ['reflink', 'copy'] : ['reflink', 'hardlink', 'copy']
}

/** Digests a tree beforehand, in a quiet hour, so that the next recovery point of it need not. */
export async function rememberDigests(
  world: Pick<World, 'files' | 'places'>,
  packageRoot: string,
): Promise<void> {
  const memory = await openHashMemory(world)
  await describeTree(world, packageRoot, 'package', memory)
  await memory.save()
}
