import { dirname, join } from 'node:path'
import { z } from 'zod'
import type { World } from '../ports/world.ts'

type LinkWorld = Pick<World, 'files'>

export interface PnpmLink {
  /** pnpm's home: it holds `global/`. */
  home: string
  /** `<home>/global/v11/<hash>/node_modules/openclaw`: it leads to the version that is installed. */
  root: string
  /** The one install folder that `<hash>` leads to. */
  installFolder: string
  /** What pnpm installed together into that folder. */
  packages: readonly string[]
}

const manifest = z.object({ dependencies: z.record(z.string(), z.string()).catch({}) })

/**
 * pnpm's global link to an OpenClaw whose package folder is `packageFolder`. A unit that was not written anew since the last update runs
 * a folder which no link leads to any more; then it is the only link to an OpenClaw. null: there is none, or more than one.
 */
export async function findPnpmLink(world: LinkWorld, packageFolder: string): Promise<PnpmLink | null> {
  const others: PnpmLink[] = []
  for (const globalFolder of await listGlobalFolders(world, packageFolder)) {
    for (const name of await world.files.list(globalFolder)) {
      const link = await readLink(world, globalFolder, name)
      if (link === null) continue
      if ((await world.files.resolve(link.root)) === packageFolder) return link
      others.push(link)
    }
  }
  const [only] = others
  return others.length === 1 && only !== undefined ? only : null
}

async function readLink(world: LinkWorld, globalFolder: string, name: string): Promise<PnpmLink | null> {
  const hash = join(globalFolder, name)
  const root = join(hash, 'node_modules', 'openclaw')
  if ((await world.files.stat(hash))?.kind !== 'symlink') return null
  if ((await world.files.statTarget(join(root, 'package.json'))) === null) return null
  const parsed = manifest.safeParse(parseJson(await world.files.readTextIfThere(join(hash, 'package.json'))))
  return {
    home: dirname(dirname(globalFolder)),
    root,
    installFolder: await world.files.resolve(hash),
    packages: parsed.success ? Object.keys(parsed.data.dependencies) : [],
  }
}

/** `global/v11` of each pnpm home that the folder lies in, and of those whose projects use the store that it lies in. */
async function listGlobalFolders(world: LinkWorld, packageFolder: string): Promise<string[]> {
  const found = new Set<string>()
  for (let home = dirname(packageFolder); home !== dirname(home); home = dirname(home)) {
    for (const name of await world.files.list(join(home, 'global')))
      if (/^v\d+$/.test(name)) found.add(join(home, 'global', name))
  }
  for (const { target } of await listStoreProjects(world, packageFolder)) {
    const folder = dirname(target)
    if (/\/global\/v\d+$/.test(folder)) found.add(folder)
  }
  return [...found]
}

/** Who uses the store that a package folder lies in: pnpm keeps a link to each, and `pnpm store prune` goes by them. */
export async function listStoreProjects(
  world: LinkWorld,
  packageFolder: string,
): Promise<{ path: string; target: string }[]> {
  const [store, inLinks] = packageFolder.split('/links/')
  if (store === undefined || inLinks === undefined) return []
  const folder = join(store, 'projects')
  const projects: { path: string; target: string }[] = []
  for (const name of await world.files.list(folder)) {
    const path = join(folder, name)
    if ((await world.files.stat(path))?.kind === 'symlink')
      projects.push({ path, target: await world.files.readLink(path) })
  }
  return projects
}

function parseJson(text: string | null): unknown {
  try {
    return JSON.parse(text ?? 'null')
  } catch {
    return null // half written: it names no packages
  }
}
