export type CheckAnswer = 'pass' | 'fail' | 'unknown'
export type CheckWeight = 'required' | 'advisory'

/** What a check saw. */
export interface Finding {
  answer: CheckAnswer
  /** Which kind of this answer it is, stable and kebab-case: `cli-blocked`. Absent when there is but one. */
  code?: string | null
  /** Why, in words, for a person. */
  reason: string
  /** What was seen: short, redacted. */
  evidence?: string | null
  /** What the person does about it; absent when there is nothing to do. */
  hint?: string | null
  /** What the same check compares with afterwards; JSON, without secrets. Kept with the baseline only. */
  facts?: unknown
}

export interface CheckResult {
  /** kebab-case, stable: `agent-way`. */
  name: string
  /** A claim: "the agent reaches its gateway". */
  title: string
  weight: CheckWeight
  answer: CheckAnswer
  /** Of its finding; absent in what older versions of moltd wrote down. */
  code?: string | null
  reason: string
  evidence: string | null
  hint: string | null
  durationMs: number
  /** Of its finding, in a baseline. */
  facts?: unknown
}
