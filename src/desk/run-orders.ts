import { failure } from './outlook.ts'
import { answer, begin, byOf, markedMessage, type Press, refuse, refuseStale } from './press.ts'
import { quote, type Reply } from './reply.ts'

/** The cure that a report suggests, and the update that it makes possible, in one run. */
export async function cure(press: Press): Promise<Reply> {
  const { order, world, person } = press
  const stale = refuseStale(press)
  if (stale !== null) return stale
  const started = await begin(world, person, [
    'remedy',
    'apply',
    order.detail,
    '--update',
    `--to=${order.subject}`,
    '--yes',
  ])
  return started.isStarted ? { ...started, rewrite: { message: markedMessage(press, 'cure', []) } } : started
}

/** The version that did not hold, once more. */
export async function tryAgain(press: Press): Promise<Reply> {
  const { order, world, person } = press
  const stale = refuseStale(press)
  if (stale !== null) return stale
  const started = await begin(world, person, ['run', '--yes', `--to=${order.subject}`])
  return started.isStarted
    ? { ...started, rewrite: { message: markedMessage(press, 'try-again', ['details']) } }
    : started
}

export async function release(press: Press): Promise<Reply> {
  const { order, world, person, seen } = press
  const { desk } = world.words
  const rewrite = { message: markedMessage(press, 'release', ['try-again', 'details']) }
  if (!seen.isQuarantined)
    return refuse(desk.notQuarantined(quote(order.subject)), 'it was not in quarantine')
  const { error } = await world.own.ask(['quarantine', 'release', order.subject, `--by=${byOf(person)}`])
  if (error !== null) return failure(world.words, error.message)
  return { ...answer(desk.released(quote(order.subject)), 'released'), rewrite }
}
