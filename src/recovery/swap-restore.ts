import { basename, dirname, join } from 'node:path'
import { MoltdError } from '../ports/errors.ts'
import type { World } from '../ports/world.ts'
import { restoreLooseFiles } from './loose-files.ts'
import { once } from './once.ts'
import type { SavedPart } from './recovery-point.ts'
import type { RestorePlan } from './restore-plan.ts'
import { laidOutPart, partsOf } from './saved-parts.ts'
import { putAside } from './set-aside.ts'

type SwapWorld = Pick<World, 'files' | 'supervisor'>

/** Errors: E_RESTORE_INCOMPLETE. */
export async function swapProgram(world: SwapWorld, plan: RestorePlan): Promise<void> {
  await once(world, plan, 'swap-program', async () => {
    const parts = partsOf(plan.point)
    for (const part of parts) await swapPart(world, plan, part)
    await world.files.remove(plan.programStaging)
    if (parts.length === 1) await world.files.syncEntry(dirname(plan.programStaging))
    else await world.files.syncFilesystem(dirname(plan.programStaging))
  })
}

async function swapPart(world: SwapWorld, plan: RestorePlan, part: SavedPart): Promise<void> {
  const staged = laidOutPart(plan.programStaging, part)
  if (await world.files.stat(staged)) {
    await putAside(world, plan, part.path, part.stored)
    await world.files.makeFolder(dirname(part.path))
    await world.files.move(staged, part.path)
  }
  if (!(await world.files.stat(part.path)))
    throw incomplete(plan, `neither ${part.path} nor its copy is there`)
}

/** Moves the restored entries to their places, into folders that stayed because something of the user's is in them. */
export async function swapState(world: SwapWorld, plan: RestorePlan): Promise<void> {
  await once(world, plan, 'swap-state', async () => {
    await moveInto(world, plan, '')
    await returnWhatWasLeftOut(world, plan)
    await world.files.remove(plan.stateStaging)
    await world.files.syncEntry(plan.point.stateFolder)
  })
}

export async function restoreUnit(world: SwapWorld, plan: RestorePlan): Promise<void> {
  await once(world, plan, 'restore-unit', async () => {
    const wanted = new Set(plan.point.loose.map(file => file.path))
    // A drop-in of the rejected version: its copy was set aside.
    for (const { path } of plan.aside.loose) {
      if (!wanted.has(path) && basename(dirname(path)).endsWith('.service.d')) await world.files.remove(path)
    }
    await restoreLooseFiles(world, plan.point.loose, plan.point.path)
    await world.supervisor.reloadDefinitions()
  })
}

export async function restoreLaunchers(world: SwapWorld, plan: RestorePlan): Promise<void> {
  await once(world, plan, 'restore-launchers', async () => {
    for (const { path, target } of plan.point.launchers) {
      const present = await world.files.stat(path)
      if (present?.kind === 'symlink' && (await world.files.readLink(path)) === target) continue
      if (present) await putAside(world, plan, path, `launchers/${basename(path)}`)
      await world.files.makeFolder(dirname(path))
      await world.files.makeLink(target, path)
      await world.files.syncEntry(dirname(path))
    }
  })
}

/** What could not be read when the point was taken can still be moved: it goes back to its place. */
async function returnWhatWasLeftOut(world: SwapWorld, plan: RestorePlan): Promise<void> {
  for (const { path } of plan.point.leftOut) {
    const [from, to] = [join(plan.aside.working, 'state', path), join(plan.point.stateFolder, path)]
    if (!(await world.files.stat(from)) || (await world.files.stat(to))) continue
    await world.files.makeFolder(dirname(to), 0o700)
    await world.files.move(from, to)
  }
}

async function moveInto(world: SwapWorld, plan: RestorePlan, folder: string): Promise<void> {
  for (const name of await world.files.list(join(plan.stateStaging, folder))) {
    const path = folder === '' ? name : `${folder}/${name}`
    const [from, to] = [join(plan.stateStaging, path), join(plan.point.stateFolder, path)]
    const [coming, present] = [await world.files.stat(from), await world.files.stat(to)]
    if (coming?.kind === 'directory' && present?.kind === 'directory') await moveInto(world, plan, path)
    else {
      if (present) await putAside(world, plan, to, `state/${path}`)
      await world.files.move(from, to)
    }
  }
  if (await world.files.stat(join(plan.point.stateFolder, folder)))
    await world.files.syncEntry(join(plan.point.stateFolder, folder))
}

function incomplete(plan: RestorePlan, why: string): MoltdError {
  return new MoltdError(
    'E_RESTORE_INCOMPLETE',
    `cannot put ${plan.point.version} back: ${why}`,
    `Run \`sh ${plan.point.path}/rescue.sh\`; what was live is in ${plan.aside.working}.`,
  )
}
