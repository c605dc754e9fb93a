import type { ProcessInfo } from '../../ports/processes.ts'
import type { Sight } from './sight.ts'

/** A hung updater of 2026.8.2 uses 0.1 s of CPU in ten seconds, with bumps of 0.3 s and 24 KiB once a minute; one at work, seconds. */
export const windowMs = 10_000
const busyCpuMs = 1_000
const busyBytes = 128 * 1024
/** A unit that is restarted again and again changes all the time and goes nowhere. */
export const crashLoopRestarts = 3

/** When something last moved, and what has been counted since the current window began. */
export interface Progress {
  lastMovedMs: number
  windowStartedMs: number
  /** What a change of which is progress by itself. */
  signature: string
  usage: ReadonlyMap<string, Usage>
  cpuMs: number
  writtenBytes: number
}

interface Usage {
  cpuMs: number
  writtenBytes: number
}

export interface ProgressSample {
  atMs: number
  signature: string
  workers: readonly Pick<ProcessInfo, 'pid' | 'startTicks' | 'cpuMs' | 'writtenBytes'>[]
}

export function beginProgress(sample: ProgressSample): Progress {
  return {
    lastMovedMs: sample.atMs,
    windowStartedMs: sample.atMs,
    signature: sample.signature,
    usage: usageOf(sample),
    cpuMs: 0,
    writtenBytes: 0,
  }
}

/** Progress is a change that can be seen, or more than a trickle of CPU or writes in a window. */
export function followProgress(before: Progress, sample: ProgressSample): Progress {
  const usage = usageOf(sample)
  let { cpuMs, writtenBytes } = before
  for (const [key, now] of usage) {
    const then = before.usage.get(key) ?? { cpuMs: 0, writtenBytes: 0 }
    cpuMs += Math.max(0, now.cpuMs - then.cpuMs)
    writtenBytes += Math.max(0, now.writtenBytes - then.writtenBytes)
  }
  const moved = sample.signature !== before.signature || cpuMs >= busyCpuMs || writtenBytes >= busyBytes
  const isWindowOver = moved || sample.atMs - before.windowStartedMs >= windowMs
  return {
    lastMovedMs: moved ? sample.atMs : before.lastMovedMs,
    windowStartedMs: isWindowOver ? sample.atMs : before.windowStartedMs,
    signature: sample.signature,
    usage,
    cpuMs: isWindowOver ? 0 : cpuMs,
    writtenBytes: isWindowOver ? 0 : writtenBytes,
  }
}

/** What of a sight is progress when it changes. A gateway that serves writes its state by itself: no sign of an updater. */
export function sampleOf(sight: Sight, atMs: number, extra: string): ProgressSample {
  const { program, unit, served } = sight
  const isStarting = unit.active !== 'inactive' && served.kind !== 'serving' && served.kind !== 'page'
  const isDown = unit.mainPid === null
  const signature = JSON.stringify([
    program,
    unit.restarts >= crashLoopRestarts ? null : [unit.active, unit.sub, unit.mainPid, unit.mainStartedUs],
    served,
    isDown ? sight.stateModifiedMs : null,
    extra,
  ])
  const workers = isStarting && sight.mainProcess ? [...sight.updaters, sight.mainProcess] : sight.updaters
  return { atMs, signature, workers }
}

/** Processes that are new count whole: nothing of theirs was seen before. */
function usageOf(sample: ProgressSample): Map<string, Usage> {
  return new Map(
    sample.workers.map(({ pid, startTicks, cpuMs, writtenBytes }) => [
      `${pid}:${startTicks}`,
      { cpuMs, writtenBytes: writtenBytes ?? 0 },
    ]),
  )
}
