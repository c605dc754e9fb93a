import { MoltdError } from '../../ports/errors.ts'
import type { World } from '../../ports/world.ts'
import type { RecoveryPoint } from '../recovery-point.ts'
import { bootScratch } from './boot.ts'
import { inspectDatabases } from './databases.ts'
import { removeScratch } from './remove-scratch.ts'
import { layOutScratch, nameScratch, type Scratch } from './scratch.ts'

export type DrillWorld = Pick<
  World,
  'clock' | 'databases' | 'environment' | 'files' | 'http' | 'log' | 'narrator' | 'processes' | 'supervisor'
>

/** One thing that a drill looked at. */
export interface DrillFinding {
  /** kebab-case, stable: `serves-its-version`. */
  name: string
  passed: boolean
  /** What was seen, for a person. */
  text: string
}

export interface DrillResult {
  point: string
  version: string
  passed: boolean
  findings: readonly DrillFinding[]
  /** Last lines of the gateway's output, redacted; empty when it passed. */
  output: readonly string[]
  tookMs: { layOut: number; start: number; total: number }
}

/**
 * Boots a recovery point in a scratch place, looks, and throws everything away, also when it is interrupted. Touches neither the
 * live gateway nor the point. Errors: E_DRILL, E_DRILL_STOPPED.
 */
export async function drill(
  world: DrillWorld,
  point: RecoveryPoint,
  options: { startBudgetMs: number; signal: AbortSignal },
): Promise<DrillResult> {
  const startedMs = world.clock.monotonicMs()
  const live = await world.supervisor.inspect(point.unit)
  const scratch = nameScratch(point)
  // What a killed drill left.
  await removeScratch(world, scratch)
  try {
    return await tryOut(world, point, scratch, live, startedMs, options)
  } catch (error) {
    if (options.signal.aborted) throw stopped(point)
    throw error
  } finally {
    await removeScratch(world, scratch)
  }
}

async function tryOut(
  world: DrillWorld,
  point: RecoveryPoint,
  scratch: Scratch,
  live: Awaited<ReturnType<DrillWorld['supervisor']['inspect']>>,
  startedMs: number,
  { startBudgetMs, signal }: { startBudgetMs: number; signal: AbortSignal },
): Promise<DrillResult> {
  const tell = (text: string) => world.narrator.tell({ kind: 'waiting', phase: 'drill', text })
  tell(`program and data of ${point.version} to be laid out in ${scratch.folder}`)
  const gateway = await layOutScratch(world, point, scratch)
  signal.throwIfAborted()
  const laidOutMs = world.clock.monotonicMs()
  tell(`the gateway of ${point.version} to start on port ${gateway.port}`)
  const boot = await bootScratch(world, gateway, { startBudgetMs, signal })
  const bootedMs = world.clock.monotonicMs()
  tell('its databases to be checked')
  const after = await world.supervisor.inspect(point.unit)
  const isSame = after.mainPid === live.mainPid && after.mainStartedUs === live.mainStartedUs
  const findings: DrillFinding[] = [
    ...boot.findings,
    await inspectDatabases(world, gateway.stateFolder),
    {
      name: 'live-gateway-untouched',
      passed: isSame,
      text: isSame
        ? `${point.unit} is the same process as before`
        : `${point.unit} was restarted meanwhile, not by the drill`,
    },
  ]
  const passed = findings.every(finding => finding.passed)
  return {
    point: point.id,
    version: point.version,
    passed,
    findings,
    output: passed ? [] : boot.output,
    tookMs: {
      layOut: Math.round(laidOutMs - startedMs),
      start: Math.round(bootedMs - laidOutMs),
      total: Math.round(world.clock.monotonicMs() - startedMs),
    },
  }
}

function stopped(point: RecoveryPoint): MoltdError {
  return new MoltdError(
    'E_DRILL_STOPPED',
    `the drill of recovery point ${point.id} was stopped before it had an answer`,
    'Nothing of it is left, and nothing live was touched: run it again when there is time.',
  )
}
