import { dirname, join } from 'node:path'
import type { World } from '../ports/world.ts'
import { listStoreProjects } from './find-pnpm-link.ts'
import type { Installation } from './installation.ts'

/** A file, folder or link that the program consists of. */
export interface ProgramPart {
  /** Absolute, and no link on the way to it. */
  path: string
  /** `own`: the installation's alone. `shared`: other packages in pnpm's store may need it too; it is only ever put back, never taken away. */
  use: 'own' | 'shared'
}

type PartsWorld = Pick<World, 'files'>

/**
 * All that has to be there for the program to run. For npm and git the package folder; for pnpm its global link, the install folder, the
 * package in the store, and the folder of every package there that it leads to, directly or not. What dangles is left out.
 */
export async function listProgramParts(
  world: PartsWorld,
  { kind, root }: Pick<Installation, 'kind' | 'root'>,
): Promise<ProgramPart[]> {
  if (kind !== 'pnpm') return [{ path: root, use: 'own' }]
  const link = dirname(dirname(root))
  const installFolder = await resolveIfThere(world, link)
  if (installFolder === null) return []
  const packageFolder = await resolveIfThere(world, root)
  const projects = await listStoreProjects(world, packageFolder ?? '')
  const own = [link, installFolder, ...projects.flatMap(of => (of.target === installFolder ? [of.path] : []))]
  const slots = await listSlots(world, installFolder)
  const itself = packageFolder === null ? null : slotOf(packageFolder)
  return [
    ...own.map(path => ({ path, use: 'own' as const })),
    ...slots.map(path => ({ path, use: path === itself ? ('own' as const) : ('shared' as const) })),
  ]
}

/** Folders outside the install folder that its links lead to, and theirs: `…/<name>/<version>/<hash>`, each with a `node_modules`. */
async function listSlots(world: PartsWorld, installFolder: string): Promise<string[]> {
  const modules = join(installFolder, 'node_modules')
  const open = [modules, join(modules, '.pnpm', 'node_modules')]
  const slots = new Set<string>()
  for (let folder = open.pop(); folder !== undefined; folder = open.pop()) {
    for (const path of await listPackages(world, folder)) {
      if ((await world.files.stat(path))?.kind !== 'symlink') continue
      const target = await resolveIfThere(world, path)
      const slot = target === null ? null : slotOf(target)
      if (slot === null || slots.has(slot) || `${slot}/`.startsWith(`${installFolder}/`)) continue
      slots.add(slot)
      open.push(join(slot, 'node_modules'))
    }
  }
  return [...slots].sort()
}

/** What lies in a `node_modules`, scopes opened. */
async function listPackages(world: PartsWorld, folder: string): Promise<string[]> {
  const paths: string[] = []
  for (const name of await world.files.list(folder)) {
    const path = join(folder, name)
    if (name.startsWith('@'))
      for (const inScope of await world.files.list(path)) paths.push(join(path, inScope))
    else paths.push(path)
  }
  return paths
}

/** The folder that holds a package's own `node_modules`; null for what does not lie in one. */
function slotOf(packageFolder: string): string | null {
  const at = packageFolder.lastIndexOf('/node_modules/')
  return at <= 0 ? null : packageFolder.slice(0, at)
}

async function resolveIfThere(world: PartsWorld, path: string): Promise<string | null> {
  return (await world.files.statTarget(path)) === null ? null : world.files.resolve(path)
}
