import type { CheckResult } from '../../health/check.ts'
import type { HealthQuestion } from '../../health/health-check.ts'
import type { UserFacts } from '../../health/user-programs.ts'
import type { Verdict } from '../../health/verdict.ts'
import type { ResourceSample } from '../../ports/processes.ts'
import type { Walk } from '../way.ts'
import { awaitServing } from './await-serving.ts'
import { findCause } from './find-cause.ts'
import { openLooks } from './looks.ts'
import { soak } from './soak.ts'

/** Pause between two looks at a gateway that is not well yet. */
const retryPauseMs = 3000

export interface VerifyRequest {
  question: HealthQuestion
  baseline: readonly CheckResult[]
  userFacts: UserFacts
  /** When what is verified was undertaken. */
  sinceMs: number
}

/**
 * Waits until the gateway serves, compares its health with the baseline, and watches it through the soak time.
 * Never believes an unknown: what cannot be seen is `inconclusive`.
 */
export async function verify(walk: Walk, request: VerifyRequest): Promise<Verdict> {
  const serving = await awaitServing(walk, request.question)
  if (serving.kind === 'given-up') return condemn(walk, request, serving.reason)
  const verdict = await look(walk, request, walk.settings.settleMs)
  return verdict.kind === 'well' ? proveWell(walk, request) : verdict
}

/** A gateway that is well must stay so through the soak time, and be well at its end. */
export async function proveWell(walk: Walk, request: VerifyRequest): Promise<Verdict> {
  const soaked: ResourceSample[] = []
  const broken = await soak(walk, request.question, soaked)
  if (broken !== null) return condemn(walk, request, broken)
  // it has had its time to settle: what fails now has a third of that patience
  const question = { ...request.question, soaked }
  return look(walk, { ...request, question }, walk.settings.settleMs / 3)
}

/** All checks; again while they are not well, until patience ends, and until no check's last word is a failure seen too seldom to count. */
async function look(walk: Walk, request: VerifyRequest, patienceMs: number): Promise<Verdict> {
  const { world, run, settings } = walk
  const looks = openLooks(walk, request)
  const untilMs = world.clock.monotonicMs() + patienceMs
  let afterwards = 0
  for (;;) {
    const verdict = await looks.again()
    if (verdict.kind === 'well') return verdict
    if (world.clock.monotonicMs() >= untilMs) {
      afterwards += 1
      if (afterwards >= settings.condemn.of || !looks.needsAnother()) return verdict
    }
    world.narrator.tell({ kind: 'waiting', phase: 'verify', text: `another look, because ${verdict.reason}` })
    await world.clock.sleep(retryPauseMs, run.signal)
  }
}

/** One last look, for the record and for the cause, at a gateway that is already known to be ill. */
async function condemn(walk: Walk, request: VerifyRequest, reason: string): Promise<Verdict> {
  const { checks } = await openLooks(walk, request).again()
  const cause = findCause(checks)
  return { kind: 'ill', reason: cause === null ? reason : `${reason}; ${cause.reason}`, checks }
}
