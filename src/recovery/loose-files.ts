import { basename, dirname, join, relative } from 'node:path'
import type { Gateway } from '../openclaw/gateway.ts'
import type { World } from '../ports/world.ts'
import { dropInName } from './drop-in.ts'
import type { LooseFile } from './recovery-point.ts'

/** Unit, drop-ins (not moltd's own), a config outside the state folder and pnpm's launchers, each with the place of its copy. */
export async function planLooseFiles(
  world: Pick<World, 'files'>,
  gateway: Pick<Gateway, 'definition' | 'configPath'> & { shims?: readonly string[] | undefined },
  stateFolder: string,
): Promise<LooseFile[]> {
  const { fragmentPath, dropInPaths } = gateway.definition
  const outside = relative(stateFolder, gateway.configPath).startsWith('..') ? [gateway.configPath] : []
  const wanted = [fragmentPath, ...dropInPaths, ...outside, ...(gateway.shims ?? [])].filter(
    path => path !== null && basename(path) !== dropInName,
  )
  const loose: LooseFile[] = []
  for (const path of wanted) {
    if (path === null || !(await world.files.statTarget(path))) continue
    loose.push({ path, stored: `unit/${loose.length}-${basename(path)}` })
  }
  return loose
}

export async function copyLooseFiles(
  world: Pick<World, 'files'>,
  loose: readonly LooseFile[],
  folder: string,
): Promise<void> {
  await world.files.makeFolder(join(folder, 'unit'), 0o700)
  for (const { path, stored } of loose) {
    if (await world.files.statTarget(path)) await world.files.copyFileDurably(path, join(folder, stored))
  }
}

/** Puts each back where it differs. */
export async function restoreLooseFiles(
  world: Pick<World, 'files'>,
  loose: readonly LooseFile[],
  folder: string,
): Promise<void> {
  for (const { path, stored } of loose) {
    const copy = join(folder, stored)
    if (await isSame(world, copy, path)) continue
    await world.files.makeFolder(dirname(path))
    await world.files.copyFileDurably(copy, path)
  }
}

async function isSame(world: Pick<World, 'files'>, copy: string, path: string): Promise<boolean> {
  const [one, other] = [await world.files.stat(copy), await world.files.stat(path)]
  if (one?.kind !== other?.kind || one?.mode !== other?.mode) return false
  if (one?.kind === 'symlink')
    return (await world.files.readLink(copy)) === (await world.files.readLink(path))
  return (await world.files.readText(copy)) === (await world.files.readText(path))
}
