import type { Approval } from '../../ports/approvals.ts'
import type { StandingOrders } from '../../ports/policy-memory.ts'
import type { Trigger } from '../../ports/run.ts'
import type { Observation } from '../check/observation.ts'
import type { MaintenanceWindow } from './window.ts'

/** What the config says about automatic runs. */
export interface PolicySettings {
  mode: 'auto' | 'ask' | 'notify'
  minimumAgeMs: number
  pauseAfterRollbackMs: number
  breakerAfterRollbacks: number
  securityDeadlineMs: number
  afterBootMs: number
  window: MaintenanceWindow
  timezone: string
}

export interface Policy extends PolicySettings {
  /** A person allows a target lower than what is installed. */
  allowDowngrade: boolean
  /** Versions that failed here. */
  quarantined: readonly { version: string; reason: string }[]
  orders: StandingOrders
  /** How the integrity of the package that a person means begins; absent: any. */
  integrity?: string | undefined
  /** A person's yes to one package; absent: none. */
  approval?: Approval | null
  /** What is known against the installed version, and since when moltd knows; null: nothing. */
  vulnerable: { id: string; reason: string; sinceMs: number } | null
}

/** All that a decision depends on: plain data, so that the same situation always ends the same. */
export interface Situation {
  observation: Observation
  policy: Policy
  trigger: Trigger
  nowMs: number
  uptimeMs: number
  /** When moltd first saw the candidate; null when the clock cannot be right. */
  firstSeenMs: number | null
  /** When the registry says that it was published; null when it does not say, or was not asked. */
  publishedMs: number | null
  /** The highest version that this gateway was ever seen to serve; null: none yet. */
  highestServed: string | null
  /** Updates that were taken back since the last one that held. */
  rollbacks: { inARow: number; lastMs: number | null }
}

/** Why not to go on: kinds are outcomes of a run. */
export type Standstill = 'up-to-date' | 'held' | 'awaiting-approval' | 'blocked'

export interface Standing {
  kind: Standstill
  target: string | null
  reasons: readonly string[]
  nextStep: string | null
  /** When what stands in the way has passed by itself; null: it takes more than time. */
  unlocksMs: number | null
  /** A vulnerable version has been kept by policy for longer than the deadline. */
  isOverdue: boolean
}

export type Decision = { kind: 'update'; target: string; reasons: readonly string[] } | Standing

export interface Stop {
  kind: Standstill
  reason: string
  nextStep?: string
  /** Absent: it takes more than time. */
  unlocksMs?: number
}

/** A rule's word: a remark that changes nothing, an end to the matter, or (null) nothing to say. */
export type Ruling = { kind: 'remark'; reason: string } | Stop | null

/** One reason to stop, or to remark on; pure. */
export type Rule = (situation: Situation) => Ruling
