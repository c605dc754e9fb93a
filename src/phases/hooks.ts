import { journaled, type Step } from '../engine/step.ts'
import { answerCheck } from '../health/answer-check.ts'
import type { CheckResult, Finding } from '../health/check.ts'
import { listUserPrograms, runUserProgram, type UserProgram } from '../health/user-programs.ts'
import { reasonOf } from '../ports/errors.ts'
import type { Ending } from './endings.ts'
import { note, readNotes } from './notes.ts'
import type { Undertaking, Walk } from './way.ts'

const folders = { updated: 'updated.d', 'rolled-back': 'rolled-back.d' } as const

/**
 * Runs the user's hooks when a run has changed something, one after the other in order of name. Each is begun once, also across a crash.
 * What becomes of them is said, and changes nothing: never rejects.
 */
export async function runHooks(walk: Walk, ending: Ending): Promise<void> {
  const { run, world, settings } = walk
  const { outcome } = ending
  if (outcome !== 'updated' && outcome !== 'rolled-back') return
  const { undertaking, dryRun } = notesOf(walk)
  if (undertaking === undefined || dryRun) return
  try {
    const hooks = await listUserPrograms(world, settings.checksFolder, folders[outcome])
    if (hooks.length === 0) return
    await run.phase('report', async () => {
      for (const hook of hooks) {
        const result = await runOnce(walk, undertaking, ending, hook)
        note(run, 'hooks', [...(notesOf(walk).hooks ?? []).filter(({ name }) => name !== hook.name), result])
      }
      return { value: undefined, note: `${hooks.length} of your hooks` }
    })
  } catch (error) {
    world.log.error({ run: run.id, error: reasonOf(error) }, 'hooks were broken off')
  }
}

async function runOnce(
  walk: Walk,
  undertaking: Undertaking,
  ending: Ending,
  hook: UserProgram,
): Promise<CheckResult> {
  const { world, run, engine } = walk
  const { name } = hook
  const before = notesOf(walk).hooks?.find(result => result.name === name)
  if (before !== undefined) return before
  const wasBegun = engine.journal.stepsOf(run.id).some(step => step.name === stepNameOf(hook))
  const check = { name, title: `your hook ${name}`, weight: 'advisory' } as const
  return answerCheck(world.clock, check, async () => {
    if (wasBegun)
      return { answer: 'unknown', reason: `your hook ${name} was cut off with moltd; it is not run again` }
    if (run.signal.aborted)
      return { answer: 'unknown', reason: `your hook ${name} was not run: moltd was asked to stop` }
    return run.step('report', runHook(walk, ending, hook), undertaking)
  })
}

function runHook(
  walk: Walk,
  ending: Ending,
  hook: UserProgram,
): Step<Undertaking, { hook: string }, Finding> {
  const { world, run, settings } = walk
  const timeoutMs = settings.checkTimeoutMs
  return {
    name: stepNameOf(hook),
    summary: `run your hook ${hook.name}`,
    timeoutMs: timeoutMs + 10_000,
    facts: journaled<{ hook: string }>(),
    plan: async () => ({ hook: hook.name }),
    do: async (undertaking, _, signal) => {
      const isBack = ending.outcome === 'rolled-back'
      const [from, to] = isBack ? [undertaking.to, undertaking.from] : [undertaking.from, undertaking.to]
      const facts = { when: isBack ? 'rolled-back' : 'updated', runId: run.id, from, to } as const
      const { verdict, evidence } = notesOf(walk)
      const more = {
        MOLTD_OUTCOME: ending.outcome,
        MOLTD_VERDICT: verdict?.kind ?? '',
        MOLTD_REASON: ending.headline,
        MOLTD_EVIDENCE: evidence ?? '',
      }
      const { result, said } = await runUserProgram(world, hook, undertaking.gateway, {
        facts,
        more,
        timeoutMs,
        signal,
      })
      const how =
        result.startError !== null
          ? `does not start: ${result.startError}`
          : result.timedOut
            ? `took longer than ${timeoutMs / 1000} s`
            : `ended with ${result.exitCode ?? result.signal}`
      if (result.exitCode === 0)
        return { answer: 'pass', reason: `your hook ${hook.name} is done`, evidence: said }
      return {
        answer: 'fail',
        reason: `your hook ${hook.name} ${how}${said === null ? '' : `: ${said}`}`,
        evidence: said,
      }
    },
    undo: { nothing: 'what a hook did is its own' },
  }
}

function stepNameOf({ name }: UserProgram): string {
  return `run-hook ${name}`
}

function notesOf({ engine, run }: Walk) {
  return readNotes(engine.journal.readRun(run.id)?.notes ?? {})
}
