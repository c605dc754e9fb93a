import type { Clock } from '../ports/clock.ts'
import { MoltdError, reasonOf } from '../ports/errors.ts'
import type { Journal } from '../ports/journal.ts'
import type { Log } from '../ports/log.ts'
import type { Narrator } from '../ports/narrator.ts'
import type { PhaseName } from '../ports/run.ts'
import { Interrupted } from './interrupted.ts'
import type { Step } from './step.ts'
import { withDeadline } from './with-deadline.ts'

export interface EngineParts {
  journal: Journal
  clock: Clock
  narrator: Narrator
  log: Log
}

/** One run along the way: phases and steps, each written down before it happens. */
export interface RunHandle {
  readonly id: string
  /** Aborted when a person or the system asks us to stop. */
  readonly signal: AbortSignal
  phase<T>(name: PhaseName, work: () => Promise<{ value: T; note: string; failed?: boolean }>): Promise<T>
  step<Input, Facts, Result>(
    phase: PhaseName,
    step: Step<Input, Facts, Result>,
    input: Input,
  ): Promise<Result>
  /** Same, but goes on from the facts that an interrupted run wrote down, if it got that far. */
  resumeStep<Input, Facts, Result>(
    phase: PhaseName,
    step: Step<Input, Facts, Result>,
    input: Input,
  ): Promise<Result>
  note(name: string, value: unknown): void
}

export function openRun(parts: EngineParts, id: string, signal: AbortSignal): RunHandle {
  const { journal, clock, narrator } = parts
  const log = parts.log.with({ run: id })

  async function phase<T>(
    name: PhaseName,
    work: () => Promise<{ value: T; note: string; failed?: boolean }>,
  ): Promise<T> {
    const startedMs = clock.monotonicMs()
    journal.beginPhase(id, name, clock.nowMs())
    narrator.tell({ kind: 'phase-started', phase: name })
    const end = (status: 'done' | 'failed' | 'interrupted', note: string) => {
      journal.endPhase(id, name, status, note, clock.nowMs())
      const durationMs = clock.monotonicMs() - startedMs
      narrator.tell({ kind: 'phase-ended', phase: name, status, durationMs, note })
      log.info({ phase: name, status, durationMs, note }, 'phase ended')
    }
    try {
      const { value, note, failed } = await work()
      end(failed === true ? 'failed' : 'done', note)
      return value
    } catch (thrown) {
      // what a stop request broke off is not a failure
      const isStopped = signal.aborted && !(thrown instanceof MoltdError) && !(thrown instanceof Interrupted)
      const error = isStopped ? new Interrupted(name, { cause: thrown }) : thrown
      end(error instanceof Interrupted ? 'interrupted' : 'failed', reasonOf(error))
      throw error
    }
  }

  async function perform<Input, Facts, Result>(
    phaseName: PhaseName,
    step: Step<Input, Facts, Result>,
    input: Input,
    facts: Facts,
  ): Promise<Result> {
    if (signal.aborted) throw new Interrupted(step.summary)
    const startedMs = clock.monotonicMs()
    const { name, summary } = step
    const sequence = journal.beginStep(id, { phase: phaseName, name, summary, facts, atMs: clock.nowMs() })
    narrator.tell({ kind: 'step-started', phase: phaseName, step: name, summary })
    const end = (status: 'done' | 'failed', error?: string) => {
      journal.markStep(sequence, status, clock.nowMs(), error)
      const durationMs = clock.monotonicMs() - startedMs
      narrator.tell({ kind: 'step-ended', phase: phaseName, step: name, status, durationMs })
      log.info({ phase: phaseName, step: name, status, durationMs, error }, 'step ended')
    }
    try {
      const result = await withDeadline(clock, signal, step, stepSignal => step.do(input, facts, stepSignal))
      end('done')
      return result
    } catch (error) {
      if (signal.aborted && !(error instanceof MoltdError)) throw new Interrupted(summary, { cause: error })
      end('failed', reasonOf(error))
      throw error
    }
  }

  return {
    id,
    signal,
    phase,
    step: async (phaseName, step, input) => perform(phaseName, step, input, await step.plan(input)),
    resumeStep: async (phaseName, step, input) => {
      const recorded = journal.stepsOf(id).findLast(entry => entry.name === step.name)
      const facts = recorded ? step.facts.parse(recorded.facts) : await step.plan(input)
      return perform(phaseName, step, input, facts)
    },
    note: (name, value) => journal.note(id, name, value),
  }
}
