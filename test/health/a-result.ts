import type { CheckAnswer, CheckResult, CheckWeight } from '../../src/health/check.ts'

export function result(answer: CheckAnswer, weight: CheckWeight = 'required', name = 'a'): CheckResult {
  return {
    name,
    title: name,
    weight,
    answer,
    reason: `${name} ${answer}`,
    evidence: null,
    hint: null,
    durationMs: 1,
  }
}
