// The words every layer shares for a run; see docs/design.md.
export type Trigger = 'schedule' | 'catch-up' | 'manual' | 'discord' | 'recovery'

export type Outcome =
  | 'up-to-date'
  | 'held'
  | 'awaiting-approval'
  | 'blocked'
  | 'updated'
  | 'rolled-back'
  | 'untouched'
  | 'stuck'

export type PhaseName =
  | 'check'
  | 'decide'
  | 'preflight'
  | 'rehearse'
  | 'snapshot'
  | 'remedy'
  | 'update'
  | 'verify'
  | 'commit'
  | 'rollback'
  | 'report'

export type PhaseStatus = 'running' | 'done' | 'failed' | 'skipped' | 'interrupted'
export type StepStatus = 'doing' | 'done' | 'failed' | 'undoing' | 'undone'

export interface StepRecord {
  name: string
  summary: string
  status: StepStatus
  startedAt: string
  durationMs: number | null
}

export interface PhaseRecord {
  name: PhaseName
  status: PhaseStatus
  startedAt: string
  durationMs: number | null
  /** One sentence: what came of it. */
  note: string
  steps: readonly StepRecord[]
}
