import type { Advice } from '../../openclaw/advisories/advise.ts'
import type { RemedyOffer } from '../../openclaw/advisories/offer-remedies.ts'
import type { AdvisorySources } from '../../openclaw/advisory-book.ts'
import type { Gateway } from '../../openclaw/gateway.ts'
import type { OpenclawConfig } from '../../openclaw/openclaw-config.ts'
import type { PackageManifest } from '../../ports/registry.ts'

export type Channel = 'stable' | 'beta' | 'extended-stable'

export interface CheckSettings {
  /** The gateway's unit, where there are several. */
  unit?: string | undefined
  profile?: string | undefined
  channel: Channel
  /** An exact version instead of the channel's offer. */
  to?: string | undefined
  /** Where advisories come from; absent: none are looked at. */
  advisories?: AdvisorySources | undefined
  /** Whether remedies are offered; absent: they are not. */
  remedies?: 'off' | 'ask' | 'auto' | undefined
}

/** The version that is on offer. */
export interface Candidate {
  /** Where it comes from: a channel, or `exact` when a person named the version. */
  source: Channel | 'exact'
  version: string
  /** null when the registry does not have this version. */
  manifest: PackageManifest | null
}

/** What is installed, what serves, what is on offer. */
export interface Observation {
  gateway: Gateway
  /** Other gateways that run from the same package: replaced along with it. */
  others: readonly Gateway[]
  /** What the gateway itself says it runs; null when it does not say (down, or older than `/startupz`). */
  served: string | null
  openclawConfig: OpenclawConfig
  channel: Channel
  /** null when the channel offers nothing. */
  candidate: Candidate | null
  /** The advisories that apply here. */
  advice: readonly Advice[]
  /** What each remedy would change here; none when they are switched off. */
  remedyOffers: readonly RemedyOffer[]
  /** What is wrong with the user's own advisories. */
  adviceProblems: readonly string[]
}
