import type { Gateway } from '../gateway.ts'
import { parseVersion } from '../version.ts'
import { isInRange, parseVersionRange } from '../version-range.ts'
import type { Advisory } from './advisory.ts'
import { type Circumstances, holds } from './condition.ts'
import { configAfter, remedies } from './remedies.ts'

/** An advisory that applies here, as plain data: it holds nothing of the config's values. */
export interface Advice {
  id: string
  title: string
  kind: Advisory['kind']
  severity: Advisory['severity']
  /** Of which version it speaks: the candidate if it says anything of one. */
  about: 'installed' | 'candidate'
  version: string
  reason: string
  evidence: readonly string[]
  /** In words; null: nobody knows one. */
  cure: string | null
  /** Id of the remedy to offer; null: there is none. */
  remedy: string | null
  /** Ids of all remedies after which it no longer applies. */
  curedBy: readonly string[]
  avoidDrivers: NonNullable<Advisory['avoidDrivers']>
  /** The candidate is out of the range of installed versions that it speaks of. */
  isLeftBehind: boolean
}

export interface AdviceQuestion {
  gateway: Pick<Gateway, 'port' | 'installation' | 'node' | 'definition'>
  /** OpenClaw's config, parsed. */
  config: unknown
  /** null: nothing is on offer, or it is installed already. */
  candidate: { version: string; nodeRange: string | null } | null
}

/** Which advisories apply to this installation, its config and the exact candidate; pure. */
export function advise(advisories: readonly Advisory[], question: AdviceQuestion): Advice[] {
  const { gateway, config, candidate } = question
  const facts: Circumstances = {
    config,
    nodeVersion: gateway.node.version,
    statesNodeRange: candidate !== null && candidate.nodeRange !== null,
    unitEnvironment: gateway.definition.environment,
  }
  const versions = { installed: gateway.installation.version, candidate: candidate?.version ?? null }
  return advisories
    .filter(advisory => appliesTo(advisory, versions) && isMet(advisory, facts))
    .map(advisory => ({
      id: advisory.id,
      title: advisory.title,
      kind: advisory.kind,
      severity: advisory.severity,
      about: advisory.candidate === undefined ? 'installed' : 'candidate',
      version: advisory.candidate === undefined ? versions.installed : (versions.candidate ?? ''),
      reason: advisory.reason,
      evidence: advisory.evidence,
      cure: advisory.cure ?? null,
      remedy: advisory.remedy ?? null,
      curedBy: remedies
        .filter(remedy => remedy.changes(gateway).length > 0)
        .filter(remedy => !isMet(advisory, { ...facts, config: configAfter(config, remedy, gateway) }))
        .map(({ id }) => id),
      avoidDrivers: advisory.avoidDrivers ?? [],
      isLeftBehind: versions.candidate !== null && !isWithin(versions.candidate, advisory.installed),
    }))
}

function isMet({ when }: Advisory, facts: Circumstances): boolean {
  return when === undefined || holds(when, facts)
}

function appliesTo(
  { installed, candidate, kind }: Advisory,
  versions: { installed: string; candidate: string | null },
): boolean {
  // What an updater cannot do matters only when there is something to update to.
  if (kind === 'updater' && versions.candidate === null) return false
  return isWithin(versions.installed, installed) && isWithin(versions.candidate, candidate)
}

function isWithin(version: string | null, text: string | undefined): boolean {
  if (text === undefined) return true
  const parsed = parseVersion(version ?? '')
  const range = parseVersionRange(text)
  return parsed !== null && range !== null && isInRange(parsed, range)
}
