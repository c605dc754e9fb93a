import type { Verdict } from '../../health/verdict.ts'
import type { Question } from '../../ports/questions.ts'
import { sayLocalTime } from '../decide/local-time.ts'
import type { Walk } from '../way.ts'
import { proveWell, type VerifyRequest } from './index.ts'
import { openLooks } from './looks.ts'

/** What an inconclusive verdict came to: health showed itself after all, or somebody decided. */
export type Word = { kind: 'well' | 'ill'; verdict: Verdict } | { kind: 'keep' | 'rollback'; because: string }

/** How soon an answer is seen. */
const pollMs = 1_000
const lookEveryMs = 30_000
/** A failure that is too fresh to count is looked at again sooner. */
const lookAgainMs = 3_000

/** Waits for an answer until the deadline, and goes on looking: what gets well by itself is well, what falls ill is ill. */
export async function awaitWord(walk: Walk, request: VerifyRequest, question: Question): Promise<Word> {
  const { world, run, settings } = walk
  const looks = openLooks(walk, request)
  const gone = new AbortController()
  const atTerminal = askAtTerminal(walk, question, AbortSignal.any([run.signal, gone.signal]))
  let nextLookMs = world.clock.monotonicMs() + lookEveryMs
  try {
    for (;;) {
      const word = wordOf(walk, question)
      if (word !== null) return word
      const until = sayLocalTime(question.deadlineMs, settings.policy.timezone)
      const text = `your word (\`moltd answer keep\` or \`rollback\`) until ${until}, then ${question.otherwise}`
      world.narrator.tell({ kind: 'waiting', phase: 'verify', text })
      const leftMs = question.deadlineMs - world.clock.nowMs()
      await world.clock.sleep(Math.max(1, Math.min(pollMs, leftMs)), run.signal)
      if (world.clock.monotonicMs() < nextLookMs) continue
      const seen = await looks.again()
      const verdict = seen.kind === 'well' ? await proveWell(walk, request) : seen
      if (verdict.kind !== 'inconclusive') return settle(walk, question, { kind: verdict.kind, verdict })
      nextLookMs = world.clock.monotonicMs() + (looks.needsAnother() ? lookAgainMs : lookEveryMs)
    }
  } finally {
    gone.abort()
    await atTerminal
  }
}

/** Health has shown itself. An answer that came meanwhile still counts for who wants to go back; nobody keeps what is ill. */
function settle(
  { questions, world }: Walk,
  question: Question,
  word: Extract<Word, { verdict: Verdict }>,
): Word {
  const reason = `it is ${word.kind} by now`
  const stands = questions.end(question.id, { kind: 'withdrawn', reason, atMs: world.clock.nowMs() })
  const said = stands === null ? null : wordIn(stands)
  return said?.kind === 'rollback' ? said : word
}

/** The answer, or after the deadline what was said beforehand; null: neither yet. */
function wordOf({ world, questions }: Walk, question: Question): Word | null {
  const nowMs = world.clock.nowMs()
  const stands =
    nowMs < question.deadlineMs
      ? questions.read(question.id)
      : questions.end(question.id, { kind: 'overdue', choice: question.otherwise, atMs: nowMs })
  return stands === null ? null : wordIn(stands)
}

/** What a question that has ended says. */
export function wordIn({ end }: Question): Extract<Word, { because: string }> | null {
  switch (end?.kind) {
    case 'answered':
      return { kind: end.choice, because: `${end.by} said so` }
    case 'overdue':
      return { kind: end.choice, because: 'nobody answered in time' }
    default:
      return null
  }
}

/** A person at the terminal is asked right there; their answer is an answer like any other. */
async function askAtTerminal(
  { settings, questions, world, run }: Walk,
  question: Question,
  signal: AbortSignal,
): Promise<void> {
  if (settings.askPerson === null || question.end !== null) return
  try {
    const said = await settings.askPerson(question, signal)
    if (said !== null) questions.answer(question.id, { ...said, atMs: world.clock.nowMs() })
  } catch (error) {
    // the terminal is gone; the question is open for everybody else
    world.log.warn({ run: run.id, error }, 'cannot ask at the terminal')
  }
}
