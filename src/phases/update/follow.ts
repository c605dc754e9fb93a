import { hasNewcomer, strangerPatienceMs } from '../../openclaw/port-strangers.ts'
import { fetchRunRecord, isTerminal, type UpdateRunRecord } from '../../openclaw/update-run-record.ts'
import { describeSight } from './describe-sight.ts'
import { beginProgress, crashLoopRestarts, followProgress, type Progress, sampleOf } from './progress.ts'
import { isCalm, lookAt, type Sight, servesTarget } from './sight.ts'
import type { UpdateRequest, UpdateWorld } from './update-request.ts'

const lookEveryMs = 1_000
/** Asking for a record costs a second and 225 MB. */
const askEveryMs = 20_000
/** So long nothing must change before we believe that it is over. */
const settleMs = 10_000
const steadyMs = 3_000

export interface Pursuit {
  request: Pick<UpdateRequest, 'gateway' | 'from' | 'to' | 'idleLimitMs' | 'longestMs'>
  /** What was seen before anything was started. */
  before: Sight
  /** Who we wait for, in words: `update.run 700d57`. */
  label: string
  /** OpenClaw's run, where it named one. */
  recordId: string | null
  jobs: readonly string[]
}

export interface PursuitEnd {
  /**
   * `serves`: the target is on disk and serves, and no updater lives. `over`: no updater lives, and it is not so.
   * `hung`: updaters live and nothing moves. `overlong`: updaters live and move, beyond all patience.
   */
  kind: 'serves' | 'over' | 'hung' | 'overlong'
  sight: Sight
  record: UpdateRunRecord | null
  reason: string
}

interface Watch {
  startedMs: number
  progress: Progress
  record: UpdateRunRecord | null
  askedMs: number
  servesSinceMs: number | null
  /** Since when somebody else has had the port, with no gateway that serves. */
  takenSinceMs: number | null
}

/** Follows an update to its real end, by what can be seen; the record is asked only while the package is whole and the gateway serves. */
export async function followUpdate(world: UpdateWorld, pursuit: Pursuit): Promise<PursuitEnd> {
  const startedMs = world.clock.monotonicMs()
  const progress = beginProgress(sampleOf(pursuit.before, startedMs, ''))
  const watch: Watch = {
    startedMs,
    progress,
    record: null,
    askedMs: startedMs,
    servesSinceMs: null,
    takenSinceMs: null,
  }
  for (;;) {
    const sight = await lookAt(world, pursuit.request.gateway, pursuit.jobs)
    const nowMs = world.clock.monotonicMs()
    await askForRecord(world, pursuit, watch, sight, nowMs)
    watch.progress = followProgress(watch.progress, sampleOf(sight, nowMs, recordSignature(watch.record)))
    const end = judge(pursuit, watch, sight, nowMs)
    if (end !== null) return { ...end, sight, record: await lastRecord(world, pursuit, watch, sight) }
    const text = describeSight(pursuit, sight, watch.record, nowMs - watch.progress.lastMovedMs)
    world.narrator.tell({ kind: 'waiting', phase: 'update', text })
    await world.clock.sleep(lookEveryMs)
  }
}

function judge(
  { request, before }: Pursuit,
  watch: Watch,
  sight: Sight,
  nowMs: number,
): Pick<PursuitEnd, 'kind' | 'reason'> | null {
  const idleMs = nowMs - watch.progress.lastMovedMs
  const isLiving = sight.updaters.length > 0
  watch.takenSinceMs = hasNewcomer(before.strangers, sight.strangers) ? (watch.takenSinceMs ?? nowMs) : null
  if (nowMs - watch.startedMs >= request.longestMs) {
    return {
      kind: isLiving ? 'overlong' : 'over',
      reason: `it is not over after ${seconds(request.longestMs)}`,
    }
  }
  if (isLiving) {
    return idleMs >= request.idleLimitMs
      ? { kind: 'hung', reason: `no progress of any kind for ${seconds(idleMs)}` }
      : null
  }
  const serves = servesTarget(sight, request.to, before)
  watch.servesSinceMs = serves ? (watch.servesSinceMs ?? nowMs) : null
  if (watch.servesSinceMs !== null) {
    return nowMs - watch.servesSinceMs >= steadyMs ? { kind: 'serves', reason: `${request.to} serves` } : null
  }
  if (watch.takenSinceMs !== null && nowMs - watch.takenSinceMs >= strangerPatienceMs)
    return { kind: 'over', reason: 'somebody else has the port of the gateway' }
  if (isCrashing(sight)) return { kind: 'over', reason: 'the gateway ends again and again' }
  const isRecordedAsRunning = watch.record !== null && !isTerminal(watch.record)
  const mustWait = isUnderWay(sight) || (isRecordedAsRunning && sight.served.kind === 'serving')
  if (idleMs >= (mustWait ? request.idleLimitMs : settleMs)) {
    return { kind: 'over', reason: `no updater is at work, and ${request.to} does not serve` }
  }
  return null
}

/** Exit status 78 says that the config is refused: no restart cures that. */
function isCrashing({ unit }: Sight): boolean {
  return unit.restarts >= crashLoopRestarts || (unit.exitStatus === 78 && unit.mainPid === null)
}

/** The service starts, stops, or is up and does not answer yet. */
function isUnderWay({ unit, served }: Sight): boolean {
  const isChanging =
    unit.active === 'activating' || unit.active === 'deactivating' || unit.active === 'reloading'
  return isChanging || (unit.active === 'active' && (served.kind === 'none' || served.kind === 'starting'))
}

async function askForRecord(
  world: UpdateWorld,
  pursuit: Pursuit,
  watch: Watch,
  sight: Sight,
  nowMs: number,
): Promise<void> {
  if (pursuit.recordId === null || nowMs - watch.askedMs < askEveryMs) return
  if (!isCalm(pursuit.before, sight) || sight.served.kind !== 'serving') return
  watch.askedMs = nowMs
  watch.record = (await fetchRunRecord(world, pursuit.request.gateway, pursuit.recordId)) ?? watch.record
}

/** When all is over, the record is its own last word on it; with nobody to ask, the one we have. */
async function lastRecord(
  world: UpdateWorld,
  { recordId, request }: Pursuit,
  { record }: Watch,
  sight: Sight,
): Promise<UpdateRunRecord | null> {
  const isAskable = sight.updaters.length === 0 && sight.program.siblings.length === 0
  if (recordId === null || !isAskable || sight.served.kind !== 'serving') return record
  return (await fetchRunRecord(world, request.gateway, recordId)) ?? record
}

function recordSignature(record: UpdateRunRecord | null): string {
  return record === null ? '' : `${record.status} ${record.phase} ${record.step} ${record.updatedAtMs}`
}

function seconds(ms: number): string {
  return `${Math.round(ms / 1_000)} s`
}
