import type { Verdict } from '../../health/verdict.ts'
import type { Question } from '../../ports/questions.ts'
import { collectEvidence } from '../evidence/index.ts'
import { note } from '../notes.ts'
import { readReport } from '../report/index.ts'
import { syncInstallation } from '../sync-installation.ts'
import type { Undertaking, Walk } from '../way.ts'
import { awaitWord, type Word, wordIn } from './await-word.ts'
import { requestOf } from './stage.ts'

/** Nobody can tell whether the update is well: a person decides, until a deadline; then the config does. */
export async function pause(walk: Walk, undertaking: Undertaking, verdict: Verdict): Promise<Word> {
  const { run, questions, settings, world } = walk
  const { waitMs, otherwise } = settings.inconclusive
  if (waitMs === 0) return { kind: otherwise, because: 'nobody is asked (verify.inconclusive)' }
  return run.phase('verify', async () => {
    // npm never syncs: what a person is asked about must still be there after a power cut.
    await syncInstallation(world, undertaking.gateway)
    const question = questions.ask(questionOf(walk, undertaking, verdict))
    noteQuestion(walk, question)
    await collectEvidence(walk, 'verify', { undertaking, reason: question.text, chapter: null })
    await announce(walk)
    const request = await requestOf(walk, undertaking)
    const word = wordIn(question) ?? (await awaitWord(walk, request, question))
    noteQuestion(walk, questions.read(question.id) ?? question)
    if ('verdict' in word) note(run, 'verdict', word.verdict)
    const text = 'verdict' in word ? `${word.kind}: ${word.verdict.reason}` : `${word.kind}: ${word.because}`
    return { value: word, note: text, failed: word.kind === 'ill' || word.kind === 'rollback' }
  })
}

/** What was decided in an earlier life of this run; null: nothing. */
export function wordBefore(walk: Walk): ReturnType<typeof wordIn> {
  const { run, questions } = walk
  const question = questions.read(run.id)
  if (question === null) return null
  noteQuestion(walk, question)
  return wordIn(question)
}

/** Health has shown itself in an earlier or a later life: there is nothing left to decide. */
export function withdrawQuestion(walk: Walk, { kind }: Verdict): void {
  const { run, questions, world } = walk
  if (questions.read(run.id) === null) return
  const reason = `it is ${kind} by now`
  const question = questions.end(run.id, { kind: 'withdrawn', reason, atMs: world.clock.nowMs() })
  if (question !== null) noteQuestion(walk, question)
}

function questionOf({ run, world, settings }: Walk, { to }: Undertaking, { reason }: Verdict) {
  const { waitMs, otherwise } = settings.inconclusive
  const askedAtMs = world.clock.nowMs()
  return {
    id: run.id,
    text: `${to} serves, and nobody can tell whether it is as well as before: ${reason}`,
    choices: ['keep', 'rollback'] as const,
    otherwise,
    askedAtMs,
    deadlineMs: askedAtMs + waitMs,
  }
}

function noteQuestion({ run }: Walk, { deadlineMs, askedAtMs: _, end, ...question }: Question): void {
  const iso = (ms: number) => new Date(ms).toISOString()
  const ended =
    end === null
      ? null
      : {
          kind: end.kind,
          choice: end.kind === 'withdrawn' ? null : end.choice,
          by: end.kind === 'answered' ? end.by : null,
          at: iso(end.atMs),
        }
  note(run, 'question', { ...question, deadline: iso(deadlineMs), end: ended })
}

/** Says that a person is waited for, where reports are said. */
async function announce({ settings, engine, run }: Walk): Promise<void> {
  const report = readReport(engine.journal, run.id)
  if (report?.question?.end === null) await settings.announce?.(report)
}
