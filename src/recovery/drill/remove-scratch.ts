import type { World } from '../../ports/world.ts'
import type { Scratch } from './scratch.ts'

const endGraceMs = 15_000

/** Ends what a drill started, and removes what it laid out; fine when there is nothing. */
export async function removeScratch(
  world: Pick<World, 'files' | 'supervisor'>,
  { folder, job }: Scratch,
): Promise<void> {
  await world.supervisor.endJob(job, endGraceMs)
  await world.files.remove(folder)
}
