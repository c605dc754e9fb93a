import type { World } from '../../ports/world.ts'
import { updateJobName } from '../update/job-names.ts'
import { type RehearsalRequest, staleStages } from './rehearsal-request.ts'

const graceMs = 15_000

/** Transient unit of whatever runs on the copy, without suffix. */
export const rehearsalJob = 'moltd-rehearsal'

/** Ends what the rehearsal started, and removes what it laid out; fine when there is nothing. */
export async function clearRehearsal(
  world: Pick<World, 'files' | 'supervisor'>,
  { runId, gateway, scratchFolder }: Pick<RehearsalRequest, 'gateway' | 'runId' | 'scratchFolder'>,
): Promise<void> {
  await world.supervisor.endJob(updateJobName(runId, 'stage'), graceMs)
  await clearScratch(world, scratchFolder)
  for (const folder of await staleStages(world, gateway)) await world.files.remove(folder)
}

/** The same, but that the staged package stays. */
export async function clearScratch(
  world: Pick<World, 'files' | 'supervisor'>,
  scratchFolder: string,
): Promise<void> {
  await world.supervisor.endJob(rehearsalJob, graceMs)
  await world.files.remove(scratchFolder)
}
