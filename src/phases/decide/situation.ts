import { MoltdError } from '../../ports/errors.ts'
import type { PolicyMemory } from '../../ports/policy-memory.ts'
import type { Trigger } from '../../ports/run.ts'
import type { Observation } from '../check/observation.ts'
import type { Way } from '../way.ts'
import { existsSince, firstSight } from './age.ts'
import { isByHand } from './by-hand.ts'
import type { Policy, Situation } from './decision.ts'
import { rollbacksInARow } from './rollbacks-in-a-row.ts'

/** Enough to find the last update that held behind any row of rollbacks that matters. */
const runsLookedAt = 100

/** Puts together what a decision depends on; changes nothing. */
export async function readSituation(
  way: Way,
  observation: Observation,
  trigger: Trigger,
): Promise<Situation> {
  const { world, settings, quarantine, memory, engine } = way
  const { candidate, gateway } = observation
  const nowMs = world.clock.nowMs()
  const orders = memory.orders()
  const situation: Situation = {
    observation,
    policy: {
      ...settings.policy,
      allowDowngrade: settings.allowDowngrade,
      integrity: settings.integrity,
      quarantined: quarantine.list(),
      orders,
      approval: memory.approval(),
      vulnerable: vulnerableOf(observation, memory, nowMs),
    },
    trigger,
    nowMs,
    uptimeMs: world.clock.uptimeMs(),
    firstSeenMs:
      candidate && firstSight(candidate.version, memory.firstSeenMs(sightOf(candidate.version)), nowMs),
    publishedMs: null,
    highestServed: memory.highestServed(gateway.unit),
    rollbacks: rollbacksInARow(engine.journal.runsThrough('update', runsLookedAt), orders.breakerResetMs),
  }
  return { ...situation, publishedMs: await publishTime(way, situation) }
}

/** The worst that is known against the installed version, when it is bad enough to hurry and the candidate is rid of it. */
function vulnerableOf(
  { advice, gateway }: Observation,
  memory: Pick<PolicyMemory, 'firstSeenMs'>,
  nowMs: number,
): Policy['vulnerable'] {
  const worst = advice.find(
    ({ kind, severity, isLeftBehind }) => kind === 'vulnerable' && severity === 'critical' && isLeftBehind,
  )
  if (worst === undefined) return null
  const sinceMs = memory.firstSeenMs(exposureOf(worst.id, gateway.unit)) ?? nowMs
  return { id: worst.id, reason: worst.reason, sinceMs }
}

/** The name under which moltd remembers since when it knows that a gateway is vulnerable. */
export function exposureOf(advisory: string, unit: string): string {
  return `advisory ${advisory} on ${unit}`
}

/** The name under which moltd remembers when it first saw a version. */
export function sightOf(version: string): string {
  return `version ${version}`
}

/** The registry is asked only where its answer can change something: the document is large. */
async function publishTime({ world }: Way, situation: Situation): Promise<number | null> {
  const { observation, policy, trigger, nowMs } = situation
  const { candidate, gateway } = observation
  if (isByHand(trigger) || candidate === null || candidate.manifest === null) return null
  if (candidate.version === gateway.installation.version) return null
  const since = existsSince({ ...situation, version: candidate.version })
  if (since !== null && nowMs - since.ms >= policy.minimumAgeMs) return null
  try {
    return await world.registry.publishedMs('openclaw', candidate.version)
  } catch (error) {
    if (!(error instanceof MoltdError)) throw error
    // Not knowing holds back longer than knowing: the careful answer.
    world.log.warn({ error }, 'the registry did not say when a version was published')
    return null
  }
}
