import type { DeskCall } from '../ports/desk.ts'
import { hold, rollbackByCommand, runNow } from './commands.ts'
import type { Deed } from './deed.ts'
import type { DeskWorld } from './desk-world.ts'
import { showDetails } from './details.ts'
import { approve, later, skip, unskip, updateNow } from './offer-orders.ts'
import { lookAt } from './outlook.ts'
import { answer, type Press } from './press.ts'
import { answerQuestion } from './question-orders.ts'
import { showCheck, showDoctor, showDryRun, showHistory, showRun, showStatus } from './readers.ts'
import type { Reply } from './reply.ts'
import { askRollback, rollBack } from './rollback-orders.ts'
import { cure, release, tryAgain } from './run-orders.ts'

/** Does what an authorised call asks for. */
export async function act(deed: Deed, call: DeskCall, world: DeskWorld): Promise<Reply> {
  const { desk } = world.words
  switch (deed.kind) {
    case 'order':
      return world.inTurn(() => press(deed, call, world))
    case 'status':
      return showStatus(world)
    case 'check':
      return showCheck(world)
    case 'dry-run':
      return showDryRun(world)
    case 'doctor':
      return showDoctor(world)
    case 'history':
      return deed.runId === null ? showHistory(world) : showRun(world, deed.runId)
    case 'run':
      return world.inTurn(() => runNow(world, call.person, deed.version))
    case 'rollback':
      return rollbackByCommand(world)
    case 'hold':
      return world.inTurn(() => hold(world, call.person, deed))
    case 'unknown-button':
      return answer(desk.unknownButton, 'nothing done: unknown button')
    case 'unknown-command':
      return answer(desk.unknownCommand, 'nothing done: unknown command')
  }
}

async function press(
  { order, messageId }: Extract<Deed, { kind: 'order' }>,
  { person, atMs }: DeskCall,
  world: DeskWorld,
): Promise<Reply> {
  if (order.kind === 'cancel') return answer(world.words.desk.cancelled, 'left as it is')
  const looked = await lookAt(world, order.runId)
  if ('reply' in looked) return looked.reply
  const pressed: Press = { order, messageId, person, atMs, seen: looked.seen, world }
  switch (order.kind) {
    case 'approve':
      return approve(pressed)
    case 'update-now':
      return updateNow(pressed)
    case 'later':
      return later(pressed)
    case 'skip':
      return skip(pressed)
    case 'unskip':
      return unskip(pressed)
    case 'cure':
      return cure(pressed)
    case 'ask-rollback':
      return askRollback(pressed, messageId)
    case 'roll-back':
      return rollBack(pressed)
    case 'details':
      return showDetails(looked.seen.report, world.words)
    case 'try-again':
      return tryAgain(pressed)
    case 'release':
      return release(pressed)
    case 'keep':
      return answerQuestion(pressed, 'keep')
    case 'take-back':
      return answerQuestion(pressed, 'rollback')
  }
}
