import { asAsked } from '../notify/question-message.ts'
import { failure, type Outlook } from './outlook.ts'
import { answer, byOf, markedMessage, type Press, refuse } from './press.ts'
import { quote, type Reply } from './reply.ts'

/** A person's word on what a run waits for. The run itself does what they say. */
export async function answerQuestion(asked: Press, choice: 'keep' | 'rollback'): Promise<Reply> {
  const { order, world, person } = asked
  const { desk } = world.words
  const press = { ...asked, seen: { ...asked.seen, report: asAsked(asked.seen.report) } }
  const over = refuseEnded(press.seen.questionEnd, press)
  if (over !== null) return over
  const { error } = await world.own.ask(['answer', order.runId, choice, `--by=${byOf(person)}`, '--json'])
  if (error?.code === 'E_QUESTION_ENDED' || error?.code === 'E_QUESTION_UNKNOWN')
    return {
      ...refuse(`${desk.questionOver}\n-# ${quote(error.message)}`, error.message),
      rewrite: { message: { components: [] } },
    }
  if (error !== null) return failure(world.words, error.message)
  return {
    ...answer(desk.answered[choice], `answered: ${choice}`),
    rewrite: { message: markedMessage(press, choice === 'keep' ? 'keep' : 'take-back', []) },
  }
}

function refuseEnded(end: Outlook['questionEnd'], { world }: Press): Reply | null {
  if (end === null) return null
  const { desk } = world.words
  const text =
    end.kind === 'answered' && end.by !== null && end.choice !== null
      ? desk.answeredAlready(quote(end.by), end.choice)
      : desk.questionOver
  return { ...refuse(text, `the question was ${end.kind}`), rewrite: { message: { components: [] } } }
}
