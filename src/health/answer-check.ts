import type { Clock } from '../ports/clock.ts'
import { reasonOf } from '../ports/errors.ts'
import type { CheckResult, CheckWeight, Finding } from './check.ts'

/** Asks one check and writes its answer down; a check that throws has not answered: unknown. */
export async function answerCheck(
  clock: Pick<Clock, 'monotonicMs'>,
  check: { name: string; title: string; weight: CheckWeight },
  look: () => Promise<Finding>,
  signal?: AbortSignal,
): Promise<CheckResult> {
  const startedMs = clock.monotonicMs()
  const finding = await look().catch((thrown: unknown): Finding => {
    signal?.throwIfAborted()
    return { answer: 'unknown', reason: `the check itself failed: ${reasonOf(thrown)}` }
  })
  return {
    name: check.name,
    title: check.title,
    weight: check.weight,
    answer: finding.answer,
    code: finding.code ?? null,
    reason: finding.reason,
    evidence: finding.evidence ?? null,
    hint: finding.hint ?? null,
    durationMs: Math.round(clock.monotonicMs() - startedMs),
    ...(finding.facts === undefined ? {} : { facts: finding.facts }),
  }
}
