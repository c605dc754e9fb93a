import { dirname, join } from 'node:path'
import type { World } from '../ports/world.ts'
import { copyLooseFiles } from './loose-files.ts'
import { once } from './once.ts'
import type { RestorePlan } from './restore-plan.ts'
import { partsOf } from './saved-parts.ts'
import { classifyStatePath } from './state-paths.ts'

type AsideWorld = Pick<World, 'files'>

/** Moves the live program and state, whole, out of the way; what is the user's stays where it is. The gateway is stopped. */
export async function setAside(world: AsideWorld, plan: RestorePlan): Promise<void> {
  await once(world, plan, 'set-aside', async () => {
    const { working, loose } = plan.aside
    await world.files.makeFolder(join(working, 'state'), 0o700)
    await copyLooseFiles(world, loose, working)
    const { packageRoot } = plan.point
    for (const { path, use, stored } of partsOf({ ...plan.aside, packageRoot }))
      if (use === 'own') await putAside(world, plan, path, stored)
    for (const path of await collectMovable(world, plan)) {
      await putAside(world, plan, join(plan.point.stateFolder, path), `state/${path}`)
    }
    await world.files.syncEntry(working)
    await world.files.syncEntry(join(working, 'state'))
    await syncIfThere(world, dirname(plan.programStaging))
    await syncIfThere(world, plan.point.stateFolder)
  })
}

/** Moves one thing below the aside folder. What came back to life at its old place meanwhile goes beside the first. */
export async function putAside(
  world: AsideWorld,
  plan: RestorePlan,
  from: string,
  name: string,
): Promise<void> {
  if (!(await world.files.stat(from))) return
  const { working } = plan.aside
  let to = join(working, name)
  for (let attempt = 1; await world.files.stat(to); attempt += 1) to = join(working, `again-${attempt}`, name)
  await world.files.makeFolder(dirname(to), 0o700)
  await world.files.move(from, to)
}

/** The fewest paths of the live state that hold all state and nothing of the user's, parents before children. */
async function collectMovable(world: AsideWorld, plan: RestorePlan): Promise<string[]> {
  const { stateFolder, workspaces } = plan.point
  const home = await world.files.stat(stateFolder)
  if (!home) return []
  const fixed = new Set<string>()
  const seen: string[] = []
  const fix = (path: string) => {
    for (let above = path; above !== '.'; above = dirname(above)) fixed.add(above)
  }
  const skip = (path: string) => {
    const kind = classifyStatePath(path, workspaces)
    // Logs and locks deep in the state go with it; at the top they stay.
    if (kind === 'yours') fix(path)
    return kind === 'yours' || (kind === 'disposable' && !path.includes('/')) || isMount(dirname(path))
  }
  const mounts = new Set<string>()
  const isMount = (path: string) => mounts.has(path)
  for await (const entry of world.files.walk(stateFolder, skip)) {
    if (entry.kind === 'directory' && entry.device !== home.device) {
      mounts.add(entry.path)
      fix(entry.path)
    }
    seen.push(entry.path)
  }
  const movable = new Set(
    seen.filter(path => !fixed.has(path) && (dirname(path) === '.' || fixed.has(dirname(path)))),
  )
  return [...movable].filter(path => !isMount(dirname(path)))
}

async function syncIfThere(world: AsideWorld, path: string): Promise<void> {
  if (await world.files.stat(path)) await world.files.syncEntry(path)
}
