import { join } from 'node:path'
import type { Installation } from '../openclaw/installation.ts'
import { listProgramParts } from '../openclaw/program-parts.ts'
import type { World } from '../ports/world.ts'
import type { RecoveryPoint, SavedPart } from './recovery-point.ts'

type Program = Pick<RecoveryPoint, 'packageRoot' | 'parts'>

/** What the program of a recovery point, or of what is set aside, consists of. */
export function partsOf({ packageRoot, parts }: Program): readonly SavedPart[] {
  return parts ?? [{ path: packageRoot, use: 'own', stored: 'package' }]
}

/** A part below a folder that is laid out like `package/` of a recovery point. */
export function laidOutPart(folder: string, { stored }: Pick<SavedPart, 'stored'>): string {
  return join(folder, stored.slice('package'.length))
}

/** The package folder itself, behind pnpm's link: where it was, and where it is below such a folder. */
export async function laidOutPackage(
  world: Pick<World, 'files'>,
  folder: string,
  { packageRoot, parts }: Program,
): Promise<{ from: string; to: string }> {
  if (parts === undefined) return { from: packageRoot, to: folder }
  const top = await world.files.resolve(folder)
  const to = await world.files.resolve(join(folder, packageRoot))
  return { from: to.slice(top.length), to }
}

/** The pieces of a program that is more than one folder, each stored under its own full path, so that links between them still lead there. */
export async function planParts(
  world: Pick<World, 'files'>,
  installation: Installation,
): Promise<{ parts?: SavedPart[] }> {
  if (installation.kind !== 'pnpm') return {}
  const parts = await listProgramParts(world, installation)
  return { parts: parts.map(part => ({ ...part, stored: join('package', part.path) })) }
}
