import { join } from 'node:path'
import type { World } from '../ports/world.ts'
import { type ExactState, isStillValid, readExactState } from './exact-state.ts'
import { once } from './once.ts'
import { copyMethodsFor, copyParts } from './package-tree.ts'
import type { RestorePlan } from './restore-plan.ts'
import { laidOutPart, partsOf } from './saved-parts.ts'

type StageWorld = Pick<World, 'files'>

/** Lays a second copy of the package beside the live one; the gateway may still run. */
export async function stageProgram(world: StageWorld, plan: RestorePlan): Promise<void> {
  await once(world, plan, 'stage-program', async () => {
    const partial = `${plan.programStaging}.partial`
    await world.files.remove(partial)
    await world.files.remove(plan.programStaging)
    await layOutProgram(world, plan.point.path, partial)
    await world.files.syncFilesystem(partial)
    await world.files.move(partial, plan.programStaging)
  })
}

/** Lays out the state as it was at the stop: the live pass, what changed since over it, what was gone taken out. */
export async function stageState(world: StageWorld, plan: RestorePlan): Promise<void> {
  await once(world, plan, 'stage-state', async () => {
    const partial = `${plan.stateStaging}.partial`
    await world.files.remove(partial)
    await world.files.remove(plan.stateStaging)
    await world.files.makeFolder(plan.point.stateFolder, 0o700)
    await layOutState(world, plan.point.path, partial)
    await world.files.syncFilesystem(partial)
    await world.files.move(partial, plan.stateStaging)
  })
}

/** What the rejected program shares with others stays in its place; what of it the recovery point does not have is copied aside. The gateway may still run. */
export async function stageAside(world: StageWorld, plan: RestorePlan): Promise<void> {
  await once(world, plan, 'stage-aside', async () => {
    const kept = new Set(partsOf(plan.point).map(({ path }) => path))
    const shared = (plan.aside.parts ?? []).filter(({ path, use }) => use === 'shared' && !kept.has(path))
    if (shared.length === 0) return
    const folder = join(plan.aside.working, 'package')
    for (const part of shared) await world.files.remove(laidOutPart(folder, part))
    await copyParts(world, shared, folder)
  })
}

/** The program of a recovery point in a folder that must not exist, laid out like `package/`. */
export async function layOutProgram(world: StageWorld, pointPath: string, folder: string): Promise<void> {
  const saved = join(pointPath, 'package')
  await world.files.copyTree(saved, folder, await copyMethodsFor(world, saved))
}

/** The state of a recovery point as it was at the stop, in a folder that must not exist. */
export async function layOutState(world: StageWorld, pointPath: string, folder: string): Promise<void> {
  await world.files.copyTree(join(pointPath, 'state'), folder, ['reflink', 'copy'])
  const exact = await readExactState(world, pointPath)
  if (exact) await overlay(world, folder, exact)
}

async function overlay(world: StageWorld, folder: string, exact: ExactState): Promise<void> {
  const outdated: string[] = []
  for await (const entry of world.files.walk(folder)) {
    if (entry.kind !== 'directory' && !isStillValid(entry.path, exact)) outdated.push(entry.path)
  }
  for (const path of outdated) await world.files.remove(join(folder, path))
  const source = join(exact.folder, 'files')
  for await (const entry of world.files.walk(source)) {
    const target = join(folder, entry.path)
    if (entry.kind === 'directory') await makeFolderOver(world, target, entry.mode)
    else await copyOver(world, join(source, entry.path), target)
  }
}

async function makeFolderOver(world: StageWorld, path: string, mode: number): Promise<void> {
  const present = await world.files.stat(path)
  if (present && present.kind !== 'directory') await world.files.remove(path)
  await world.files.makeFolder(path, mode)
}

/** An empty folder of the live pass may be where a file is at the stop. */
async function copyOver(world: StageWorld, from: string, to: string): Promise<void> {
  if ((await world.files.stat(to))?.kind === 'directory') await world.files.remove(to)
  await world.files.copyFile(from, to)
}
