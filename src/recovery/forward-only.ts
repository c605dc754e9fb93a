import { dirname, join } from 'node:path'
import { z } from 'zod'
import type { World } from '../ports/world.ts'
import { once } from './once.ts'
import type { RestorePlan } from './restore-plan.ts'
import { classifyStatePath, forwardOnlySet } from './state-paths.ts'

type ForwardWorld = Pick<World, 'files' | 'databases'>

/**
 * Logins that only go forward stay as the rejected version left them, account by account, when they still have the
 * shape that the restored version wrote; otherwise what was restored counts. After `swapState`.
 */
export async function keepForwardOnly(world: ForwardWorld, plan: RestorePlan): Promise<void> {
  await once(world, plan, 'keep-forward-only', async () => {
    const rejected = await collectSets(world, plan, join(plan.aside.working, 'state'))
    const restored = await collectSets(world, plan, join(plan.point.path, 'state'))
    for (const [set, files] of rejected) {
      // An account that the restored version never knew is kept: nothing of it can be contradicted.
      if (await canRead(world, plan, files, restored.get(set) ?? [])) await bringBack(world, plan, set)
    }
  })
}

async function collectSets(
  world: ForwardWorld,
  plan: RestorePlan,
  folder: string,
): Promise<Map<string, string[]>> {
  const sets = new Map<string, string[]>()
  if (!(await world.files.stat(folder))) return sets
  for await (const { path, kind } of world.files.walk(folder)) {
    if (kind === 'directory' || classifyStatePath(path, plan.point.workspaces) !== 'forward-only') continue
    const set = forwardOnlySet(path)
    sets.set(set, [...(sets.get(set) ?? []), path])
  }
  return sets
}

async function canRead(
  world: ForwardWorld,
  plan: RestorePlan,
  rejected: readonly string[],
  restored: readonly string[],
): Promise<boolean> {
  for (const path of restored) {
    const isAnchor = /(^|\/)creds\.json$/.test(path) || restored.length === 1
    if (!rejected.includes(path)) {
      if (isAnchor) return false
      continue
    }
    const [now, then] = [join(plan.aside.working, 'state', path), await newestCopy(world, plan, path)]
    if ((await shapeOf(world, now)) !== (await shapeOf(world, then))) return false
  }
  return true
}

async function newestCopy(world: ForwardWorld, plan: RestorePlan, path: string): Promise<string> {
  const exact = join(plan.point.path, 'exact/files', path)
  return (await world.files.stat(exact)) ? exact : join(plan.point.path, 'state', path)
}

/** Keys and version of a JSON file, schema of a database; everything else is opaque and has one shape. */
async function shapeOf(world: ForwardWorld, path: string): Promise<string> {
  const head = await world.files.readHead(path, 16)
  const text = Buffer.from(head).toString('latin1')
  if (text === 'SQLite format 3\0') return `database ${(await world.databases.inspect(path)).userVersion}`
  if (!path.endsWith('.json')) return 'opaque'
  const parsed = z
    .looseObject({ version: z.unknown() })
    .safeParse(parseJson(await world.files.readText(path)))
  if (!parsed.success) return 'no object'
  return `${JSON.stringify(parsed.data.version)} ${Object.keys(parsed.data).sort().join(' ')}`
}

/** The set as it was at the stop of the rejected version replaces the restored one. */
async function bringBack(world: ForwardWorld, plan: RestorePlan, set: string): Promise<void> {
  const [from, to] = [join(plan.aside.working, 'state', set), join(plan.point.stateFolder, set)]
  const arriving = join(dirname(to), `.moltd-arriving`)
  await world.files.makeFolder(dirname(to), 0o700)
  await world.files.remove(arriving)
  await world.files.copyTree(from, arriving, ['reflink', 'copy'])
  await world.files.syncFilesystem(arriving)
  await world.files.remove(to)
  await world.files.move(arriving, to)
  await world.files.syncEntry(dirname(to))
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    // Not JSON after all: no object, and so never the shape of one.
    return null
  }
}
