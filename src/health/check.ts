export type CheckAnswer = 'pass' | 'fail' | 'unknown'
export type CheckWeight = 'required' | 'advisory'

/** What a check saw. */
export interface Finding {
  answer: CheckAnswer
  /** Why, in words, for a person. */
  reason: string
  /** What was seen: short, redacted. */
  evidence?: string | null
  /** What the person does about it; absent when there is nothing to do. */
  hint?: string | null
}

export interface CheckResult {
  /** kebab-case, stable: `agent-way`. */
  name: string
  /** A claim: "the agent reaches its gateway". */
  title: string
  weight: CheckWeight
  answer: CheckAnswer
  reason: string
  evidence: string | null
  hint: string | null
  durationMs: number
}
