import { saySize } from '../../notify/words.ts'
import { folderBeside } from '../../openclaw/installation.ts'
import type { World } from '../../ports/world.ts'
import type { Prospect } from '../preflight/prospect.ts'

/** Left alone, as in preflight. */
const reserveBytes = 256 * 1024 ** 2

/**
 * The rehearsal must never be what fills the disk under the update. In multiples of what is measured now, all that preflight counts is
 * 3.25 packages and 4 states; here come the staged package with what npm unpacks, and two copies of the state. null: there is
 * room; else why not.
 */
export async function findRoom(
  world: Pick<World, 'files' | 'places'>,
  { gateway, sizes }: Pick<Prospect, 'gateway' | 'sizes'>,
): Promise<string | null> {
  const { packageBytes, stateBytes } = sizes
  const needs = [
    { folder: folderBeside(gateway.installation), bytes: 4.5 * packageBytes + 6 * stateBytes + reserveBytes },
    { folder: world.places.dataFolder, bytes: packageBytes + 6 * stateBytes + reserveBytes },
  ]
  for (const { folder, bytes } of needs) {
    const { availableBytes } = await world.files.space(folder)
    if (availableBytes < bytes)
      return `update and rehearsal want ${saySize(bytes)} at ${folder}, and ${saySize(availableBytes)} are free`
  }
  return null
}
