import { endUpdaters } from './end-updaters.ts'
import { jobNamesOf } from './job-names.ts'
import { beginProgress, followProgress, sampleOf } from './progress.ts'
import { lookAt } from './sight.ts'
import type { UpdateRequest, UpdateWorld } from './update-request.ts'

export type UpdatersEnd =
  | { kind: 'none' }
  | { kind: 'ended'; waitedMs: number }
  /** They showed no progress and were ended. */
  | { kind: 'hung-and-ended'; waitedMs: number }
  | { kind: 'still-alive'; waitedMs: number; pids: readonly number[] }

const lookEveryMs = 1_000
/** A helper starts the next process of an update within a moment of the last one's end. */
const quietMs = 3_000

/**
 * Waits until no updater of this installation lives: neither OpenClaw's own nor a job of this run. One that hangs is ended; one that
 * works is never disturbed. After a crash of ours, this comes before anybody touches anything.
 */
export async function waitForUpdatersToEnd(
  world: UpdateWorld,
  request: Pick<UpdateRequest, 'runId' | 'gateway' | 'idleLimitMs' | 'longestMs'>,
): Promise<UpdatersEnd> {
  const { gateway, idleLimitMs, longestMs } = request
  const jobs = jobNamesOf(request.runId)
  const startedMs = world.clock.monotonicMs()
  let sight = await lookAt(world, gateway, jobs)
  if (sight.updaters.length === 0) return { kind: 'none' }
  let progress = beginProgress(sampleOf(sight, startedMs, ''))
  let aloneSinceMs: number | null = null
  for (;;) {
    await world.clock.sleep(lookEveryMs)
    sight = await lookAt(world, gateway, jobs)
    const nowMs = world.clock.monotonicMs()
    const waitedMs = Math.round(nowMs - startedMs)
    const pids = sight.updaters.map(updater => updater.pid)
    progress = followProgress(progress, sampleOf(sight, nowMs, ''))
    aloneSinceMs = pids.length === 0 ? (aloneSinceMs ?? nowMs) : null
    if (aloneSinceMs !== null && nowMs - aloneSinceMs >= quietMs) return { kind: 'ended', waitedMs }
    if (pids.length === 0) continue
    if (nowMs - progress.lastMovedMs >= idleLimitMs) {
      const left = await endUpdaters(world, gateway, jobs)
      if (left.length === 0) return { kind: 'hung-and-ended', waitedMs }
      return { kind: 'still-alive', waitedMs, pids: left.map(updater => updater.pid) }
    }
    if (waitedMs >= longestMs) return { kind: 'still-alive', waitedMs, pids }
    const text = 'an OpenClaw updater that is under way to end'
    world.narrator.tell({ kind: 'waiting', phase: 'update', text })
  }
}
