import { dirname } from 'node:path'
import type { World } from '../ports/world.ts'

export interface PlannedFile {
  path: string
  text: string
  mode: number
}

/** Paths of those that are missing, or not as planned; `but` takes out what may differ. */
export async function compareFiles(
  { files }: Pick<World, 'files'>,
  planned: readonly PlannedFile[],
  but: (text: string) => string = text => text,
): Promise<string[]> {
  const present = await Promise.all(planned.map(({ path }) => files.readTextIfThere(path)))
  const isAsPlanned = (found: string | null | undefined, text: string) =>
    typeof found === 'string' && but(found) === but(text)
  return planned.filter(({ text }, index) => !isAsPlanned(present[index], text)).map(({ path }) => path)
}

/** Writes those that differ; their paths. */
export async function writeFiles(
  world: Pick<World, 'files'>,
  planned: readonly PlannedFile[],
): Promise<string[]> {
  const changed = await compareFiles(world, planned)
  for (const { path, text, mode } of planned) {
    if (!changed.includes(path)) continue
    await world.files.makeFolder(dirname(path))
    await world.files.writeDurably(path, text, mode)
  }
  return changed
}
