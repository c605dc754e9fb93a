import type { CheckResult } from '../../health/check.ts'
import { absoluteNames, updatedChecks } from '../../health/checks/index.ts'
import { type HealthCheck, type HealthQuestion, runChecks } from '../../health/health-check.ts'
import { judge } from '../../health/judge.ts'
import { findUserChecks, type UserCheckFacts } from '../../health/user-checks.ts'
import type { Verdict } from '../../health/verdict.ts'
import type { Walk } from '../way.ts'
import { awaitServing } from './await-serving.ts'
import { soak } from './soak.ts'

/** Pause between two looks at a gateway that is not well yet. */
const retryPauseMs = 3000

/** A gateway that answers but is not well has this long to get there: channels log in, caches fill. */
const settleMs = 45_000

export interface VerifyRequest {
  question: HealthQuestion
  baseline: readonly CheckResult[]
  userFacts: UserCheckFacts
}

/**
 * Waits until the gateway serves, compares its health with the baseline, and watches it through the soak time.
 * Never believes an unknown: what cannot be seen is `inconclusive`.
 */
export async function verify(walk: Walk, request: VerifyRequest): Promise<Verdict> {
  const { question } = request
  const serving = await awaitServing(walk, question)
  if (serving.kind === 'given-up') return condemn(walk, request, serving.reason)
  const verdict = await look(walk, request, settleMs)
  if (verdict.kind !== 'well') return verdict
  const broken = await soak(walk, question)
  if (broken !== null) return condemn(walk, request, broken)
  return look(walk, request, settleMs / 3)
}

/** All checks; again while they are not well, until patience ends: something that flaps once does not condemn. */
async function look(walk: Walk, request: VerifyRequest, patienceMs: number): Promise<Verdict> {
  const { world, run } = walk
  const until = world.clock.monotonicMs() + patienceMs
  for (;;) {
    const verdict = await lookOnce(walk, request)
    if (verdict.kind === 'well' || world.clock.monotonicMs() >= until) return verdict
    world.narrator.tell({ kind: 'waiting', phase: 'verify', text: `another look, because ${verdict.reason}` })
    await world.clock.sleep(retryPauseMs, run.signal)
  }
}

async function lookOnce(walk: Walk, { question, baseline, userFacts }: VerifyRequest): Promise<Verdict> {
  const { world, run, settings } = walk
  const userChecks = await findUserChecks(world, settings.checksFolder, settings.checkTimeoutMs, userFacts)
  const checks: HealthCheck[] = [...updatedChecks(question), ...userChecks]
  const after = await runChecks(world, question, checks, run.signal)
  return judge(baseline, after, absoluteNames(checks))
}

/** One last look, for the record, at a gateway that is already known to be ill. */
async function condemn(walk: Walk, request: VerifyRequest, reason: string): Promise<Verdict> {
  const { checks } = await lookOnce(walk, request)
  return { kind: 'ill', reason, checks }
}
