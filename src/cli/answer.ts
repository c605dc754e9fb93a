import type { Command } from 'commander'
import type { App } from '../compose.ts'
import { plainLine } from '../notify/plain-text.ts'
import { sayLocalTime } from '../phases/decide/local-time.ts'
import { MoltdError } from '../ports/errors.ts'
import type { AnswerResult, Choice, Question } from '../ports/questions.ts'
import type { CliContext } from './context.ts'
import { byOption, personHere, recordOrder } from './record-order.ts'

export function registerAnswer(program: Command, context: CliContext): void {
  program
    .command('answer')
    .description('what a run asks you; and your answer: keep the new version, or go back to the old one')
    .argument('[words...]', 'keep or rollback; before it the id of the question, when there are several')
    .usage('[options] [[question] keep|rollback]')
    .option('--json', 'print as one JSON document')
    .addOption(byOption())
    .action(async (words: string[], options: { json?: true; by?: string }, command: Command) => {
      const app = await context.open(command)
      const { timezone } = app.settings.schedule
      if (words.length === 0) {
        const open = app.questions.listOpen()
        if (options.json) context.print(JSON.stringify(open.map(documentOf), null, 2))
        else context.print(open.length === 0 ? 'Nothing is asked.' : open.map(say(timezone)).join('\n\n'))
        return
      }
      const { question, choice } = readAnswer(app, words)
      const by = options.by ?? `${personHere(app)} at the command line`
      const answer = { choice, by, atMs: app.world.clock.nowMs() }
      const taken = expectTaken(app.questions.answer(question.id, answer), question.id)
      recordOrder(app, options.by, `answer ${question.id}: ${choice}`, 'taken')
      if (options.json) context.print(JSON.stringify(documentOf(taken), null, 2))
      else context.print(`Taken: ${choice === 'keep' ? 'the new version stays' : 'back to the old version'}.`)
    })
}

/** Errors: E_USAGE, E_QUESTION_UNKNOWN. */
function readAnswer({ questions }: App, words: readonly string[]): { question: Question; choice: Choice } {
  const [id, word] = words.length === 1 ? ['', words[0]] : words
  if (words.length > 2 || (word !== 'keep' && word !== 'rollback'))
    throw new MoltdError(
      'E_USAGE',
      `cannot answer "${words.join(' ')}"`,
      'Say `moltd answer keep` or `moltd answer rollback`; with several questions, `moltd answer QUESTION keep`.',
    )
  const asked = id === '' ? null : questions.read(id ?? '')
  const matching = questions.listOpen().filter(question => question.id.startsWith(id ?? ''))
  const question = asked ?? matching[0]
  if (question === undefined || (asked === null && matching.length > 1))
    throw new MoltdError(
      'E_QUESTION_UNKNOWN',
      question === undefined
        ? `cannot answer${id === '' ? '' : ` ${id}`}: nothing of that kind is asked`
        : `cannot answer: ${matching.length} questions are open`,
      '`moltd answer` lists what is asked, with its id.',
    )
  return { question, choice: word }
}

/** Errors: E_QUESTION_UNKNOWN, E_QUESTION_ENDED. */
function expectTaken(result: AnswerResult, id: string): Question {
  if (result.kind === 'taken') return result.question
  if (result.kind === 'unknown')
    throw new MoltdError('E_QUESTION_UNKNOWN', `cannot answer ${id}: it is not asked`, 'See `moltd answer`.')
  throw new MoltdError(
    'E_QUESTION_ENDED',
    `cannot answer ${id}: ${whyNot(result)}`,
    `\`moltd history ${id}\` shows what became of it.`,
  )
}

function whyNot({ kind, question }: Exclude<AnswerResult, { kind: 'taken' | 'unknown' }>): string {
  if (kind === 'late') return 'its deadline is over'
  if (kind === 'not-a-choice') return `it may be ${question.choices.join(' or ')}`
  switch (question.end?.kind) {
    case 'answered':
      return `${question.end.by} answered it already: ${question.end.choice}`
    case 'overdue':
      return `nobody answered it in time, so it is ${question.end.choice}`
    default:
      return 'it was withdrawn'
  }
}

function say(timezone: string) {
  return ({ id, text, choices, otherwise, deadlineMs }: Question) =>
    [
      plainLine(`${id}: ${text}`),
      `  until ${sayLocalTime(deadlineMs, timezone)}, then: ${otherwise}`,
      ...choices.map(choice => `  moltd answer ${id} ${choice}`),
    ].join('\n')
}

function documentOf({ askedAtMs, deadlineMs, end, ...question }: Question) {
  const iso = (ms: number) => new Date(ms).toISOString()
  const { atMs, ...ended } = end ?? { atMs: null }
  return {
    ...question,
    askedAt: iso(askedAtMs),
    deadline: iso(deadlineMs),
    end: atMs === null ? null : { ...ended, at: iso(atMs) },
  }
}
