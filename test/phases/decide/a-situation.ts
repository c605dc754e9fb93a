import type { Candidate, Observation } from '../../../src/phases/check/observation.ts'
import type { Decision, Policy, Situation, Standing } from '../../../src/phases/decide/decision.ts'
import { decide } from '../../../src/phases/decide/index.ts'
import { aGateway, anObservation } from '../an-observation.ts'

export const hourMs = 3_600_000
/** A Monday. */
export const now = Date.UTC(2026, 10, 23, 6, 0)

export const aPolicy: Policy = {
  mode: 'auto',
  minimumAgeMs: 24 * hourMs,
  pauseAfterRollbackMs: 24 * hourMs,
  breakerAfterRollbacks: 3,
  securityDeadlineMs: 7 * 24 * hourMs,
  afterBootMs: hourMs / 6,
  window: { days: ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'], from: '00:00', to: '00:00' },
  timezone: 'UTC',
  allowDowngrade: false,
  quarantined: [],
  orders: { hold: null, pin: null, skipped: [], breakerResetMs: null },
  vulnerable: null,
}

/** A scheduled run at which nothing stands in the way of 2026.9.5 → 2026.9.6. */
export const aSituation: Situation = {
  observation: anObservation,
  policy: aPolicy,
  trigger: 'schedule',
  nowMs: now,
  uptimeMs: 48 * hourMs,
  firstSeenMs: now - 48 * hourMs,
  publishedMs: null,
  highestServed: '2026.9.5',
  rollbacks: { inARow: 0, lastMs: null },
}

export type Changes = Partial<Omit<Situation, 'policy'>> & { policy?: Partial<Policy> }

export function situate({ policy, ...changes }: Changes = {}): Situation {
  return { ...aSituation, ...changes, policy: { ...aPolicy, ...policy } }
}

/** What stands in the way; fails when nothing does. */
export function standing(changes: Changes): Standing {
  const decision: Decision = decide(situate(changes))
  if (decision.kind === 'update') throw new Error(`it would update: ${decision.reasons.join('; ')}`)
  return decision
}

export function observe(
  installed: string,
  version: string,
  changes: Partial<Observation> = {},
  source: Candidate['source'] = 'stable',
): Observation {
  const manifest = { version, nodeRange: null, integrity: null, unpackedBytes: null }
  return {
    ...anObservation,
    gateway: { ...aGateway, installation: { ...aGateway.installation, version: installed } },
    served: installed,
    candidate: { source, version, manifest },
    ...changes,
  }
}
