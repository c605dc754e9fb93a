import type { CheckResult } from '../../health/check.ts'
import type { Gateway } from '../../openclaw/gateway.ts'
import type { DriverName } from '../update/index.ts'
import type { Sizes } from './question.ts'

/** An update that may begin, or not, and everything that was found out for it. */
export interface Prospect {
  gateway: Gateway
  from: string
  to: string
  /** What the channel itself offers: update.run goes nowhere else. */
  channelVersion: string | null
  /** The ways to update that advisories leave, in order. */
  drivers: readonly DriverName[]
  /** Ids of the remedies that are applied before the update. */
  remedies: readonly string[]
  baseline: readonly CheckResult[]
  cleared: boolean
  /** Why not, most important first. */
  refusals: readonly CheckResult[]
  /** Where the recovery point would go, and what it would hold. */
  recoveryRoot: string
  sizes: Sizes
}
