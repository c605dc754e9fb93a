import { join } from 'node:path'
import { z } from 'zod'
import type { World } from '../../ports/world.ts'

/** What the package says of its own files, since 2026.9 with their sizes; paths below the package. */
const inventories = ['dist/postinstall-content-inventory.json', 'dist/postinstall-inventory.json']
const inventory = z.array(
  z.union([
    z.object({ path: z.string(), size: z.number() }),
    z.string().transform(path => ({ path, size: null })),
  ]),
)
const code = /\.(mjs|cjs|js|json|node)$/

export interface Holes {
  /** Each in words, at most a few are worth saying. */
  faults: string[]
  /** How many files were looked at. */
  files: number
}

/** Files of the package itself that are missing, empty, or not as large as its own inventory says. What it depends on is npm's to keep whole. */
export async function findHoles(world: Pick<World, 'files'>, root: string): Promise<Holes> {
  const sizes = new Map<string, number>()
  for await (const { path, kind, sizeBytes } of world.files.walk(root, path => path === 'node_modules'))
    if (kind === 'file') sizes.set(path, sizeBytes)
  const faults = [...sizes].flatMap(([path, size]) =>
    size === 0 && code.test(path) ? [`${path} is empty`] : [],
  )
  for (const { path, size } of await readInventory(world, root)) {
    const there = sizes.get(path)
    if (there === undefined) faults.push(`${path} is missing`)
    else if (size !== null && there !== size && there > 0)
      faults.push(`${path} has ${there} bytes, not ${size}`)
  }
  return { faults, files: sizes.size }
}

/** Empty for a package that has none. */
async function readInventory(world: Pick<World, 'files'>, root: string): Promise<z.infer<typeof inventory>> {
  for (const path of inventories) {
    const text = await world.files.readTextIfThere(join(root, path))
    const parsed = inventory.safeParse(parse(text))
    if (parsed.success) return parsed.data
  }
  return []
}

function parse(text: string | null): unknown {
  try {
    return JSON.parse(text ?? 'null')
  } catch {
    return null // no inventory that anybody could read: npm's own word is all there is
  }
}
