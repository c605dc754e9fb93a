import { openclawEnvironment } from '../../openclaw/cli-environment.ts'
import type { PhaseName } from '../../ports/run.ts'
import type { JobSpec } from '../../ports/supervisor.ts'
import { insist } from './insist.ts'
import { beginProgress, followProgress, type ProgressSample } from './progress.ts'
import type { DriverResult, UpdateRequest, UpdateWorld } from './update-request.ts'

const lookEveryMs = 500
const graceMs = 10_000

type JobOrder = Omit<JobSpec, 'environment'> & {
  label: string
  /** Beyond the environment of the gateway. */
  environment?: Readonly<Record<string, string>>
}

/** Where a job is run from; without any of it, it belongs to the update and is not interrupted. */
export interface JobSetting {
  phase?: PhaseName
  /** When aborted, the job goes on and we do not: whoever aborts ends it. */
  signal?: AbortSignal
}

/** Runs a command as a job that outlives us, to its end; ends it when it makes no progress. */
export async function runJob(
  world: UpdateWorld,
  request: Pick<UpdateRequest, 'gateway' | 'idleLimitMs' | 'longestMs'>,
  { label, ...order }: JobOrder,
  { phase = 'update', signal }: JobSetting = {},
): Promise<Pick<DriverResult, 'outcome' | 'reason'>> {
  const environment = { ...openclawEnvironment(request.gateway, world.environment), ...order.environment }
  await world.supervisor.launchJob({ ...order, environment })
  const startedMs = world.clock.monotonicMs()
  let progress = beginProgress({ atMs: startedMs, signature: '', workers: [] })
  for (;;) {
    const state = await insist(world, () => world.supervisor.inspectJob(order.name))
    if (state.kind === 'unknown')
      return { outcome: 'failed', reason: 'it is gone, and its exit status with it' }
    if (state.kind === 'ended') return concludeJob(world, order, state.exitStatus)
    const nowMs = world.clock.monotonicMs()
    progress = followProgress(progress, await sampleJob(world, state.pids, nowMs))
    if (nowMs - progress.lastMovedMs >= request.idleLimitMs) {
      await world.supervisor.endJob(order.name, graceMs)
      const idle = Math.round((nowMs - progress.lastMovedMs) / 1_000)
      return { outcome: 'failed', reason: `no progress of any kind for ${idle} s; ended it` }
    }
    if (nowMs - startedMs >= request.longestMs) return { outcome: 'unfinished', reason: 'it takes too long' }
    world.narrator.tell({ kind: 'waiting', phase, text: label })
    await world.clock.sleep(lookEveryMs, signal)
  }
}

async function concludeJob(
  world: UpdateWorld,
  order: Pick<JobSpec, 'stderrPath' | 'stdoutPath'>,
  exitStatus: number | null,
): Promise<Pick<DriverResult, 'outcome' | 'reason'>> {
  if (exitStatus === 0) return { outcome: 'done', reason: 'exit status 0' }
  const text = (await world.files.readTextIfThere(order.stderrPath)) ?? ''
  const last = text.trim().split('\n').slice(-4).join('; ').slice(0, 400)
  return { outcome: 'failed', reason: `exit status ${exitStatus}${last === '' ? '' : `: ${last}`}` }
}

async function sampleJob(world: UpdateWorld, pids: readonly number[], atMs: number): Promise<ProgressSample> {
  const mine = new Set(pids)
  const workers = (await world.processes.list()).filter(process => mine.has(process.pid))
  return { atMs, signature: '', workers }
}
