import { buttonRows } from '../notify/discord-buttons.ts'
import { saySize } from '../notify/words.ts'
import { begin, markedMessage, type Press, refuse, refuseStale } from './press.ts'
import { quote, type Reply, say, when } from './reply.ts'

/** Says exactly what would go back and what would be set aside, and asks once more. `messageId`: where it was asked from. */
export function askRollback(press: Pick<Press, 'seen' | 'world'>, messageId: string): Reply {
  const { seen, world } = press
  const { desk } = world.words
  const refusal = refuseRollback(press)
  if (refusal !== null) return refusal
  const { report, point } = seen
  if (point === null) return refuse(desk.pointGone, 'its recovery point is gone')
  const { title, lines } = desk.confirmRollback({
    from: quote(report.to ?? ''),
    to: quote(point.version),
    takenAt: when(Date.parse(point.createdAt)),
    point: quote(point.id),
    size: saySize(point.bytes),
    state: point.state,
  })
  const about = { runId: report.runId, subject: point.id, detail: messageId }
  const orders = [
    { ...about, kind: 'roll-back' },
    { ...about, kind: 'cancel', subject: '', detail: '' },
  ] as const
  return {
    message: {
      ...say(`⏪ **${title}**`),
      embeds: [{ color: 0xfb_8f_24, description: lines.join('\n') }],
      components: buttonRows(orders, world.words),
    },
    result: `asked once more: back to ${point.version}, recovery point ${point.id}`,
  }
}

/** The second yes. Its button is on a private message; the one that everybody sees is named in it. */
export async function rollBack(press: Press): Promise<Reply> {
  const { order, seen, world, person } = press
  const refusal = refuseRollback(press)
  if (refusal !== null) return refusal
  if (seen.point?.id !== order.subject)
    return refuse(world.words.desk.pointGone, 'its recovery point is gone')
  const started = await begin(world, person, ['rollback', order.subject])
  if (!started.isStarted || order.detail === '') return started
  return {
    ...started,
    rewrite: { message: markedMessage(press, 'roll-back', ['details']), messageId: order.detail },
  }
}

/** Only the newest change of the gateway is taken back from here. */
function refuseRollback(press: Pick<Press, 'seen' | 'world'>): Reply | null {
  const { seen, world } = press
  const stale = refuseStale(press)
  if (stale !== null) return stale
  const { outcome, from, to } = seen.report
  return outcome === 'updated' && from !== to
    ? null
    : refuse(world.words.desk.nothingToRollBack, `the newest run ended ${outcome}`)
}
