import type { Gateway } from '../../openclaw/gateway.ts'
import type { World } from '../../ports/world.ts'

export type DriverName = 'update-run' | 'openclaw-update' | 'package-manager'

/** Down the ladder: the gateway's own way first, ours last. */
export const driverNames = ['update-run', 'openclaw-update', 'package-manager'] as const

/** A version that does not come from the registry: absolute paths. */
export interface KeptPackage {
  tarball: string
  /** With all that it depends on; null: that comes from npm's own cache, else from the registry. */
  npmCache: string | null
  /** The registry that filled the cache, which it is read by; null: the one of today. */
  registry: string | null
}

/** Plain data: a second moltd process picks up from the same after a kill. */
export interface UpdateRequest {
  runId: string
  gateway: Gateway
  from: string
  to: string
  /** What the channel's dist-tag offers; `update.run` can only go there. null when nobody knows. */
  channelVersion: string | null
  /** In the order in which they are tried. */
  drivers: readonly DriverName[]
  /** Where the package comes from instead of the registry; absent or null: the registry. */
  kept?: KeptPackage | null
  /** Takes the output of jobs; exists. */
  jobsFolder: string
  /** An updater that shows no progress for so long is hung. */
  idleLimitMs: number
  /** An updater that still moves after so long is left alone, and so is everything else. */
  longestMs: number
}

export const defaultIdleLimitMs = 180_000
export const defaultLongestMs = 3_600_000

/** What an update has changed on disk. */
export type Touched = 'nothing' | 'program' | 'program-and-state'

export interface DriverResult {
  /** `done`: the target is on disk and serves. `failed`: it is over and did not do it. `unfinished`: an updater lives on. */
  outcome: 'done' | 'failed' | 'unfinished'
  /** One sentence. */
  reason: string
  /** What others said of it: statuses, exit codes, reasons. Hints, not facts. */
  claims: readonly string[]
  logPaths: readonly string[]
  /** It knows that it left the state alone, although it stopped and started the gateway. */
  keptState?: true
}

export interface DriverAttempt {
  name: DriverName
  outcome: 'done' | 'failed' | 'unfinished' | 'cannot-drive'
  reason: string
  touched: Touched
}

/** It never decides success: verify does. */
export interface UpdateResult {
  /** The driver that ended it; null when none did. */
  driver: DriverName | null
  attempts: readonly DriverAttempt[]
  diskVersion: string | null
  /** null when nothing answers, or it does not say (2026.2.x). */
  servedVersion: string | null
  touched: Touched
  /** An updater is alive still: touch nothing. */
  unfinished: boolean
  claims: readonly string[]
  logPaths: readonly string[]
}

export type UpdateWorld = Pick<
  World,
  'clock' | 'commands' | 'environment' | 'files' | 'http' | 'log' | 'narrator' | 'processes' | 'supervisor'
>

export type CanDrive = { can: true } | { can: false; reason: string }

/** One way to replace the program. It returns only when what it started is over, or says `unfinished`. */
export interface Driver {
  name: DriverName
  canDrive(world: UpdateWorld, request: UpdateRequest): Promise<CanDrive>
  drive(world: UpdateWorld, request: UpdateRequest): Promise<DriverResult>
}
