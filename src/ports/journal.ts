import type { Outcome, PhaseName, PhaseStatus, StepStatus, Trigger } from './run.ts'

export interface RunEntry {
  id: string
  trigger: Trigger
  startedAtMs: number
  finishedAtMs: number | null
  outcome: Outcome | null
  /** What phases found out, by name; a stranger can go on from it. */
  notes: Readonly<Record<string, unknown>>
}

export interface PhaseEntry {
  name: PhaseName
  status: PhaseStatus
  startedAtMs: number
  endedAtMs: number | null
  note: string
}

export interface StepEntry {
  /** Order within the journal. */
  sequence: number
  phase: PhaseName
  name: string
  summary: string
  status: StepStatus
  facts: unknown
  startedAtMs: number
  endedAtMs: number | null
  error: string | null
}

/**
 * What happened, on disk before it happens; facts and notes are whatever JSON can carry. Each method is one synced write (or one read):
 * when it returns, a pulled plug no longer matters.
 */
export interface Journal {
  beginRun(run: { id: string; trigger: Trigger; atMs: number }): void
  note(runId: string, name: string, value: unknown): void
  finishRun(runId: string, outcome: Outcome, atMs: number): void
  beginPhase(runId: string, phase: PhaseName, atMs: number): void
  endPhase(runId: string, phase: PhaseName, status: PhaseStatus, note: string, atMs: number): void
  /** "doing": returns the sequence of the new step. */
  beginStep(
    runId: string,
    step: { phase: PhaseName; name: string; summary: string; facts: unknown; atMs: number },
  ): number
  markStep(sequence: number, status: StepStatus, atMs: number, error?: string): void
  readRun(runId: string): RunEntry | null
  /** Newest first. */
  listRuns(limit: number): RunEntry[]
  /** Runs that began a step of this phase, newest first. */
  runsThrough(phase: PhaseName, limit: number): RunEntry[]
  /** Oldest first; normally none or one. */
  unfinishedRuns(): RunEntry[]
  phasesOf(runId: string): PhaseEntry[]
  stepsOf(runId: string): StepEntry[]
}
