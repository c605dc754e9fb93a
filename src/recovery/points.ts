import { join } from 'node:path'
import { MoltdError, reasonOf } from '../ports/errors.ts'
import type { World } from '../ports/world.ts'
import { pointOf, readManifest, writeManifest } from './manifest.ts'
import type { RecoveryPoint } from './recovery-point.ts'

export interface PointList {
  /** Newest first. */
  points: RecoveryPoint[]
  damaged: { path: string; reason: string }[]
}

/** Names of folders that are no recovery points: half written, being removed, or being filled by a rollback. */
const unfinished = /\.(partial|removing|aside)$/

/** One recovery point by its folder. Errors: E_POINT_UNKNOWN, E_POINT_DAMAGED. */
export async function readPoint(world: Pick<World, 'files'>, path: string): Promise<RecoveryPoint> {
  return pointOf(path, await readManifest(world, path))
}

/** One recovery point by its id, wherever it is. Errors: E_POINT_UNKNOWN, E_POINT_DAMAGED. */
export async function findPoint(
  world: Pick<World, 'files'>,
  roots: readonly string[],
  id: string,
): Promise<RecoveryPoint> {
  for (const root of roots) {
    if ((await world.files.list(root)).includes(id) && !unfinished.test(id))
      return readPoint(world, join(root, id))
  }
  throw new MoltdError(
    'E_POINT_UNKNOWN',
    `there is no recovery point ${id}`,
    'See `moltd recovery list` for those that there are.',
  )
}

/** All recovery points below these folders; see `recoveryRoots`. */
export async function listPoints(world: Pick<World, 'files'>, roots: readonly string[]): Promise<PointList> {
  const found: PointList = { points: [], damaged: [] }
  for (const root of roots) {
    for (const name of await world.files.list(root)) {
      if (unfinished.test(name) || name.startsWith('.')) continue
      const path = join(root, name)
      try {
        found.points.push(await readPoint(world, path))
      } catch (error) {
        found.damaged.push({ path, reason: reasonOf(error) })
      }
    }
  }
  found.points.sort((one, other) => compare(other.createdAt, one.createdAt) || compare(other.id, one.id))
  return found
}

/** Removes what a kill left half written or half removed. What a rollback set aside is never touched. */
export async function discardPartialPoints(
  world: Pick<World, 'files'>,
  roots: readonly string[],
): Promise<void> {
  for (const root of roots) {
    for (const name of await world.files.list(root)) {
      if (/\.(partial|removing)$/.test(name)) await world.files.remove(join(root, name))
    }
  }
}

export async function pinPoint(world: Pick<World, 'files'>, path: string): Promise<void> {
  await writeManifest(world, path, { ...(await readManifest(world, path)), pinned: true })
}

export async function unpinPoint(world: Pick<World, 'files'>, path: string): Promise<void> {
  await writeManifest(world, path, { ...(await readManifest(world, path)), pinned: false })
}

/** The version of this point ran well here: retention never removes the newest such point. */
export async function markLastGood(world: Pick<World, 'files'>, path: string): Promise<void> {
  await writeManifest(world, path, { ...(await readManifest(world, path)), lastGood: true })
}

function compare(one: string, other: string): number {
  return one < other ? -1 : Number(one > other)
}
