import { dirname, join } from 'node:path'
import type { Gateway } from '../openclaw/gateway.ts'
import type { World } from '../ports/world.ts'
import { recoveryRoots } from './layout.ts'
import { discardPartialPoints, listPoints } from './points.ts'
import type { RecoveryPoint } from './recovery-point.ts'

export interface Retention {
  /** How many of the newest are kept. */
  keep: number
  /** Ids that an unfinished run still needs. */
  needed: readonly string[]
}

/** Removes what retention gives up and returns it; each is renamed first, so that none is ever seen half removed. */
export async function prunePoints(
  world: Pick<World, 'files' | 'places'>,
  gateway: Pick<Gateway, 'installation' | 'unit'> | null,
  retention: Retention & { folder?: string | undefined },
): Promise<RecoveryPoint[]> {
  const roots = recoveryRoots(world, gateway, retention.folder)
  await discardPartialPoints(world, roots)
  const { points } = await listPoints(world, roots)
  const ours = points.filter(point => gateway === null || point.unit === gateway.unit)
  const expired = choosePointsToRemove(ours, retention)
  for (const point of expired) await removePoint(world, point)
  return expired
}

/** Pure: which of these points, newest first, may go. */
export function choosePointsToRemove(
  points: readonly RecoveryPoint[],
  retention: Retention,
): RecoveryPoint[] {
  const lastGood = points.find(point => point.lastGood)
  return points
    .slice(Math.max(0, retention.keep))
    .filter(point => !point.pinned && point !== lastGood && !retention.needed.includes(point.id))
}

export async function removePoint(
  world: Pick<World, 'files'>,
  point: Pick<RecoveryPoint, 'path' | 'id'>,
): Promise<void> {
  const removing = join(dirname(point.path), `${point.id}.removing`)
  await world.files.remove(removing)
  await world.files.move(point.path, removing)
  await world.files.syncEntry(dirname(point.path))
  await world.files.remove(removing)
}
