import { isolateConfig } from '../../recovery/drill/isolate-config.ts'
import { type Copy, scratchConfigPath } from './lay-out-copy.ts'
import type { RehearsalWorld } from './rehearsal-request.ts'
import { runInScratch } from './run-in-scratch.ts'

export interface Limits {
  budgetMs: number
  signal: AbortSignal
}

/** The candidate's own `doctor --fix` on the copy, as every driver runs it on the live state: what it cures is no fault. */
export async function cureByDoctor(world: RehearsalWorld, copy: Copy, limits: Limits): Promise<void> {
  if (copy.isCured) return
  await runInScratch(world, copy, ['doctor', '--fix', '--non-interactive'], limits)
  copy.isCured = true
}

/** From here on nothing in the config leads to anybody: for whatever does more than read it. */
export async function isolate(world: RehearsalWorld, gateway: Copy): Promise<void> {
  const path = scratchConfigPath(gateway)
  const text = (await world.files.readTextIfThere(path)) ?? '{}'
  const place = { from: gateway.live.stateFolder, to: gateway.stateFolder, port: gateway.port }
  await world.files.writeDurably(path, isolateConfig(text, place), 0o600)
}
