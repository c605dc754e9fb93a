import { join } from 'node:path'
import type { EngineParts, RunHandle } from '../engine/run-handle.ts'
import type { CheckResult } from '../health/check.ts'
import type { ServingProcess } from '../health/health-check.ts'
import type { RoundTripPlan } from '../health/round-trip.ts'
import type { Condemnation } from '../health/see-looks.ts'
import type { MirrorOfRun } from '../mirror/of-run.ts'
import type { VaultOfRun } from '../mirror/vault-of-run.ts'
import type { Report } from '../notify/report.ts'
import type { AdvisorySources } from '../openclaw/advisory-book.ts'
import type { Gateway } from '../openclaw/gateway.ts'
import type { Changelogs } from '../ports/change-digest.ts'
import type { OwnReleases } from '../ports/own-releases.ts'
import type { PolicyMemory } from '../ports/policy-memory.ts'
import type { Quarantine } from '../ports/quarantine.ts'
import type { Choice, Question, Questions } from '../ports/questions.ts'
import type { World } from '../ports/world.ts'
import type { PolicySettings } from './decide/decision.ts'
import type { KeptPackage } from './update/update-request.ts'

/** What the user wants of a run, in plain values; from the config file and the command line. */
export interface WaySettings {
  unit: string | undefined
  channel: 'stable' | 'beta' | 'extended-stable'
  /** An exact version instead of the channel's offer. */
  to: string | undefined
  /** How the integrity of the package that a person means begins; absent: whatever the registry has. */
  integrity?: string | undefined
  allowDowngrade: boolean
  /** What automatic runs may do. */
  policy: PolicySettings
  /** Asks a person before the first touch; null: nobody needs to be asked. */
  approve: ((question: { from: string; to: string; unit: string }) => Promise<boolean>) | null
  drivers: readonly ('update-run' | 'openclaw-update' | 'package-manager')[]
  /** A version of the vault to install instead of what the registry has. */
  kept?: KeptPackage | null
  /** An update without any progress for so long has failed. */
  idleLimitMs: number
  /** An update that has not ended after so long is rolled back. */
  deadlineMs: number
  /** A gateway that serves has so long to become well. */
  settleMs: number
  /** How long the candidate may be tried out before the first touch; null: it is not. */
  rehearsal: { budgetMs: number } | null
  soakMs: number
  readyBudgetMs: number
  condemn: Condemnation
  /** A person has so long to decide what an inconclusive verdict comes to (0: nobody is asked), and what happens otherwise. */
  inconclusive: { waitMs: number; otherwise: Choice }
  /** Asks the person at the terminal; null: nobody sits there. Comes back with null when they do not answer, or the signal ends it. */
  askPerson:
    | ((question: Question, signal: AbortSignal) => Promise<{ choice: Choice; by: string } | null>)
    | null
  /** Says, where reports are said, that a run waits for a person. Never rejects. */
  announce: ((report: Report) => Promise<void>) | null
  /** Says, where reports are said, how a run ends, before all that belongs to its report is done; absent: it is said afterwards. Never rejects. */
  tellOutcome?: (report: Report) => Promise<void>
  /** How many recovery points are kept. */
  keep: number
  recoveryFolder: string | undefined
  /** How an automatic run keeps out of the way of OpenClaw's work; a wait of 0 does not ask. */
  quiet: { waitMs: number; aheadMs: number; otherwise: 'postpone' | 'update' }
  advisories: AdvisorySources
  /** Whether known problems are cured: never, by a person's order, or by each run that meets one. */
  remedies: 'off' | 'ask' | 'auto'
  /** Id of the remedy that a person wants applied before the update. */
  remedy: string | null
  checksFolder: string
  checkTimeoutMs: number
  /** The model may be called, which may cost. */
  modelCall: boolean
  /** How OpenClaw may be written to; null: not at all. */
  roundTrip: RoundTripPlan | null
}

/** All that the phases work with. */
export interface Way {
  world: World
  engine: EngineParts
  quarantine: Quarantine
  memory: PolicyMemory
  questions: Questions
  changelogs: Changelogs
  /** null: the config wants none. */
  mirror: MirrorOfRun | null
  /** null: the config wants none. */
  vault: VaultOfRun | null
  /** null: the config does not say where moltd came from. */
  ownReleases: OwnReleases | null
  settings: WaySettings
}

/** A run with the way that it goes. */
export interface Walk extends Way {
  run: RunHandle
}

/**
 * What was undertaken, written down before the first touch: enough for a stranger to verify, commit or roll back.
 * `from` is what a rollback goes back to and `to` what it rejects, also for a rollback by hand.
 */
export interface Undertaking {
  runId: string
  gateway: Gateway
  from: string
  to: string
  /** What the channel itself offered; update.run goes nowhere else. */
  channelVersion: string | null
  point: { id: string; path: string }
  /** The ways to update, in order; absent in what has no update to drive. */
  drivers?: WaySettings['drivers']
  /** Ids of the remedies that are applied before it; absent: none. */
  remedies?: readonly string[]
  baseline: readonly CheckResult[]
  replaced: ServingProcess
  /** Automatic restarts counted before the first touch. */
  restarts: number
  startedAtMs: number
}

/** Where the output of a run's jobs goes. */
export function jobsFolder(world: Pick<World, 'places'>, runId: string): string {
  return join(world.places.dataFolder, 'jobs', runId)
}
