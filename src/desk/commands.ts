import type { DeskCall } from '../ports/desk.ts'
import type { Deed } from './deed.ts'
import type { DeskWorld } from './desk-world.ts'
import { holdSpans } from './hold-spans.ts'
import { failure, lookAt } from './outlook.ts'
import { answer, begin, byOf, nameOf } from './press.ts'
import { dateOf, type Reply, say } from './reply.ts'
import { askRollback } from './rollback-orders.ts'

/** A run now; how it goes and what it comes to is told in the channel by itself. */
export async function runNow(
  world: DeskWorld,
  person: DeskCall['person'],
  version: string | null,
): Promise<Reply> {
  const to = version === null ? [] : [`--to=${version}`]
  const started = await begin(world, person, ['run', '--yes', ...to])
  return started.isStarted ? { ...started, message: say(world.words.desk.ranBy(nameOf(person))) } : started
}

/** Of the newest run that touched the gateway. */
export async function rollbackByCommand(world: DeskWorld): Promise<Reply> {
  const looked = await lookAt(world, null)
  return 'reply' in looked ? looked.reply : askRollback({ seen: looked.seen, world }, '')
}

export async function hold(
  { own, words, clock }: DeskWorld,
  person: DeskCall['person'],
  { span, reason }: Pick<Extract<Deed, { kind: 'hold' }>, 'span' | 'reason'>,
): Promise<Reply> {
  const { desk } = words
  const by = `--by=${byOf(person)}`
  if (span === 'end') {
    const { error } = await own.ask(['unhold', by])
    if (error !== null) return failure(words, error.message)
    return answer(desk.hold.ended(nameOf(person)), 'the hold has ended')
  }
  const lastsMs = holdSpans[span]
  const untilMs = lastsMs === null ? null : clock.nowMs() + lastsMs
  const { error } = await own.ask([
    'hold',
    ...(untilMs === null ? [] : [`--until=${new Date(untilMs).toISOString()}`]),
    ...(reason === null ? [] : [`--reason=${reason}`]),
    by,
  ])
  if (error !== null) return failure(words, error.message)
  const until = untilMs === null ? null : dateOf(untilMs)
  return answer(
    desk.hold.begun(nameOf(person), until),
    `on hold ${untilMs === null ? 'until somebody ends it' : `until ${new Date(untilMs).toISOString()}`}`,
  )
}
