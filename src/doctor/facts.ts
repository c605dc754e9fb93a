import type { Settings } from '../config/load.ts'
import type { Gateway } from '../openclaw/gateway.ts'
import type { Observation } from '../phases/check/observation.ts'
import type { NpmSurvey } from '../ports/npm-survey.ts'
import type { OwnReleases } from '../ports/own-releases.ts'
import type { StandingOrders } from '../ports/policy-memory.ts'
import type { QuarantinedVersion } from '../ports/quarantine.ts'
import type { VoiceAnswer } from '../ports/voice.ts'
import type { World } from '../ports/world.ts'
import type { PointList } from '../recovery/points.ts'
import type { ServicePlan } from '../setup/service-plan.ts'
import type { Answer } from './finding.ts'

/** Whether people can talk to moltd on Discord, in a sentence. */
export interface DeskView {
  isWell: boolean
  text: string
}

export type DoctorWorld = World

/** What several checks ask for is found out once, when the first asks. */
export interface DoctorFacts {
  settings: Settings
  /** Read every byte of the newest recovery point. */
  deep: boolean
  npm: NpmSurvey
  /** The gateway that the config means. Errors: E_NO_GATEWAY and the like, E_NO_USER_BUS. */
  gateway(): Promise<Gateway>
  /** As a run would see it; without a candidate when the registry does not answer. */
  observation(): Promise<Observation>
  /** dist-tag → version. Errors: E_REGISTRY. */
  offers(): Promise<Readonly<Record<string, string>>>
  points(): Promise<PointList>
  /** What `moltd install` would write. */
  service(): Promise<ServicePlan>
  /** Whether Discord knows the webhook; null when none is set. Errors: E_SECRET_…, E_WEBHOOK_URL. */
  reachVoice(): Promise<VoiceAnswer | null>
  /** null: the config does not say where moltd came from. */
  ownReleases: OwnReleases | null
  unfinishedRuns: readonly string[]
  isRunning: boolean
  undelivered: readonly string[]
  /** null: no bot is configured. */
  desk: DeskView | null
  orders: StandingOrders
  quarantine: readonly QuarantinedVersion[]
}

export interface DoctorCheck {
  name: string
  /** A claim: "the user manager answers". */
  title: string
  /** null: the question does not arise here. */
  look(world: DoctorWorld, facts: DoctorFacts): Promise<Answer | null>
}

export function fine(reason: string): Answer {
  return { severity: 'fine', reason }
}
