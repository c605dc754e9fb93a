import type { CheckResult } from '../../health/check.ts'
import { baselineChecks, type Depth } from '../../health/checks/index.ts'
import { type HealthQuestion, runChecks } from '../../health/health-check.ts'
import { openRoundTrip } from '../../health/round-trip.ts'
import { findUserChecks } from '../../health/user-checks.ts'
import type { Gateway } from '../../openclaw/gateway.ts'
import type { Walk } from '../way.ts'
import type { Glance } from './glance-ahead.ts'

/** One call of the agent's way is enough to know whether it is open; each costs more than a second. */
export const agentCalls = ['cron.list']

/** How well the gateway is before anything is touched. */
export async function takeBaseline(
  walk: Walk,
  gateway: Gateway,
  { from, to, depth, glance }: { from: string; to: string; depth: Depth; glance?: Glance | null },
): Promise<CheckResult[]> {
  const { run, world, settings } = walk
  const question: HealthQuestion = {
    gateway,
    expectedVersion: from,
    replaced: null,
    restartsBefore: null,
    agentCalls,
    before: null,
    modelCall: settings.modelCall,
    roundTrip: settings.roundTrip && openRoundTrip(world, settings.roundTrip),
    call: glance?.answers() ?? null,
  }
  const facts = { when: 'before', runId: run.id, from, to } as const
  const userChecks = await findUserChecks(world, settings.checksFolder, settings.checkTimeoutMs, facts)
  return runChecks(world, question, [...baselineChecks(depth, question), ...userChecks], run.signal)
}
