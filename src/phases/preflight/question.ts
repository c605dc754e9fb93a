import type { CheckWeight, Finding } from '../../health/check.ts'
import type { Gateway } from '../../openclaw/gateway.ts'
import type { World } from '../../ports/world.ts'
import type { Observation } from '../check/observation.ts'

export type PreflightWorld = Pick<
  World,
  'clock' | 'commands' | 'files' | 'places' | 'processes' | 'supervisor'
>

export interface PreflightQuestion {
  observation: Observation
  /** Ids of the remedies that would be applied before the update. */
  remedies: readonly string[]
  /** Where the recovery point will go; it need not exist yet. */
  recoveryFolder: string
  signal?: AbortSignal | undefined
}

/** What an update will move and a recovery point will hold, as measured now. */
export interface Sizes {
  packageBytes: number
  stateBytes: number
}

export interface Facts extends PreflightQuestion {
  gateway: Gateway
  /** Measured once, for whoever asks. */
  measure(): Promise<Sizes>
}

/** One condition for touching anything. */
export interface PreflightCheck {
  name: string
  /** A claim: "the gateway's Node can run the candidate". */
  title: string
  weight: CheckWeight
  look(world: PreflightWorld, facts: Facts): Promise<Finding>
}
