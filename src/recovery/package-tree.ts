import { dirname, join } from 'node:path'
import type { Installation } from '../openclaw/installation.ts'
import { listProgramParts } from '../openclaw/program-parts.ts'
import type { CopyMethod } from '../ports/files.ts'
import type { World } from '../ports/world.ts'
import { describeTree } from './describe-files.ts'
import { noHashMemory, openHashMemory } from './hash-memory.ts'
import { inParallel } from './in-parallel.ts'
import type { ManifestFile, RecoveryPoint, SavedPart } from './recovery-point.ts'
import { laidOutPart } from './saved-parts.ts'

/** Package managers replace files and never write into them: a link keeps what it was made of. */
const programMethods: readonly CopyMethod[] = ['reflink', 'hardlink', 'copy']
const copiesAtOnce = 4

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
  program: Pick<RecoveryPoint, 'packageRoot' | 'parts'>,
  folder: string,
): Promise<SavedPackage> {
  if (program.parts !== undefined) return saveParts(world, program.parts, folder)
  const { packageRoot } = program
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

/** The same for a program in pieces: each goes to its place below `package/`, and the whole is digested there. */
async function saveParts(
  world: Pick<World, 'files' | 'places' | 'clock'>,
  parts: readonly SavedPart[],
  folder: string,
): Promise<SavedPackage> {
  const startedMs = world.clock.monotonicMs()
  const memory = await openHashMemory(world)
  const method = await copyParts(world, parts, join(folder, 'package'))
  const files = await describeTree(world, join(folder, 'package'), 'package', memory)
  await memory.save()
  const bytes = files.reduce((sum, file) => sum + file.sizeBytes, 0)
  return { method, files, bytes, tookMs: world.clock.monotonicMs() - startedMs }
}

/** Lays pieces out like `package/`; what works for one of their folders is tried first for the others. */
export async function copyParts(
  world: Pick<World, 'files'>,
  parts: readonly SavedPart[],
  folder: string,
): Promise<CopyMethod> {
  const copy = async (part: SavedPart, methods: readonly CopyMethod[]) => {
    const target = laidOutPart(folder, part)
    await world.files.makeFolder(dirname(target))
    return world.files.copyTree(part.path, target, methods)
  }
  // The last one is a package in the store.
  const [last, ...others] = [...parts].reverse()
  if (last === undefined) throw new Error('nothing of the program was found')
  const method = await copy(last, programMethods)
  await inParallel(copiesAtOnce, others, async part => void (await copy(part, [method, 'copy'])))
  return method
}

/** Files of a checkout are changed in place, by git and by builds: a link would carry the change into the recovery point. */
export async function copyMethodsFor(
  world: Pick<World, 'files'>,
  packageRoot: string,
): Promise<readonly CopyMethod[]> {
  const isCheckout = (await world.files.stat(join(packageRoot, '.git'))) !== null
  return isCheckout ? ['reflink', 'copy'] : programMethods
}

/** Digests a tree beforehand, in a quiet hour, so that the next recovery point of it need not. */
export async function rememberDigests(
  world: Pick<World, 'files' | 'places'>,
  installation: Installation,
): Promise<void> {
  const memory = await openHashMemory(world)
  for (const { path } of await listProgramParts(world, installation))
    if ((await world.files.stat(path))?.kind === 'directory')
      await describeTree(world, path, 'package', memory)
  await memory.save()
}
