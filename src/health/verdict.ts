import type { CheckResult } from './check.ts'

export type VerdictKind = 'well' | 'ill' | 'inconclusive'

/** Health after, judged against the baseline. */
export interface Verdict {
  kind: VerdictKind
  /** One sentence: why. */
  reason: string
  checks: readonly CheckResult[]
}
