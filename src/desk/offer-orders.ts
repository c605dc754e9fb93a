import { z } from 'zod'
import { failure } from './outlook.ts'
import { answer, begin, byOf, markedMessage, overtakenBy, type Press, refuse, refuseStale } from './press.ts'
import { dateOf, quote, type Reply, when } from './reply.ts'

const approved = z.object({ approval: z.object({ deadlineMs: z.number() }) })

/** A yes to one package; a second one changes nothing. */
export async function approve(press: Press): Promise<Reply> {
  const { order, seen, world, person } = press
  const { desk } = world.words
  const version = quote(order.subject)
  const gone = refuseInstalled(press)
  if (gone !== null) return gone
  if (seen.isSkipped) return refuse(desk.isSkipped(version), 'the version is skipped')
  const { approval } = seen
  if (
    approval !== null &&
    !approval.isOver &&
    approval.version === order.subject &&
    approval.integrity.startsWith(order.detail)
  )
    return refuse(
      desk.approvedAlready(version, quote(approval.by), dateOf(approval.deadlineMs)),
      `${approval.by} approved it already`,
    )
  const { document, error } = await world.own.ask([
    'approve',
    order.subject,
    `--integrity=${order.detail}`,
    `--by=${byOf(person)}`,
    '--json',
  ])
  if (error?.code === 'E_APPROVAL')
    return {
      ...refuse(`${desk.void(version)}\n-# ${quote(error.message)}`, error.message),
      rewrite: { message: { components: [] } },
    }
  if (error !== null) return failure(world.words, error.message)
  const { deadlineMs } = approved.parse(document).approval
  const next = seen.nextRunAt === null ? null : when(Date.parse(seen.nextRunAt))
  return {
    ...answer(
      desk.approved(version, dateOf(deadlineMs), next),
      `approved until ${new Date(deadlineMs).toISOString()}`,
    ),
    rewrite: { message: markedMessage(press, 'approve', ['update-now']) },
  }
}

/** The approved package at once. */
export async function updateNow(press: Press): Promise<Reply> {
  const { order, world, person } = press
  const stale = refuseStale(press)
  if (stale !== null) return stale
  const started = await begin(world, person, [
    'run',
    '--yes',
    `--to=${order.subject}`,
    `--integrity=${order.detail}`,
  ])
  return started.isStarted
    ? { ...started, rewrite: { message: markedMessage(press, 'update-now', []) } }
    : started
}

export function later(press: Press): Reply {
  const gone = refuseInstalled(press)
  if (gone !== null) return gone
  return {
    ...answer(press.world.words.desk.later, 'later'),
    rewrite: { message: markedMessage(press, 'later', ['approve', 'skip']) },
  }
}

export async function skip(press: Press): Promise<Reply> {
  const { order, world, person } = press
  const gone = refuseInstalled(press)
  if (gone !== null) return gone
  const { error } = await world.own.ask(['skip', order.subject, `--by=${byOf(person)}`])
  if (error !== null) return failure(world.words, error.message)
  return {
    ...answer(world.words.desk.skipped(quote(order.subject)), 'skipped'),
    rewrite: { message: markedMessage(press, 'skip', ['unskip']) },
  }
}

export async function unskip(press: Press): Promise<Reply> {
  const { order, world, person } = press
  const { error } = await world.own.ask(['unskip', order.subject, `--by=${byOf(person)}`])
  if (error !== null) return failure(world.words, error.message)
  return {
    ...answer(world.words.desk.unskipped(quote(order.subject)), 'no longer skipped'),
    rewrite: { message: markedMessage(press, 'unskip', ['approve', 'later', 'skip']) },
  }
}

/** What was on offer may be there already. */
function refuseInstalled({ seen, world, order }: Press): Reply | null {
  const isThere = seen.later?.outcome === 'updated' && seen.later.to === seen.report.offer?.version
  if (!isThere || seen.later === null) return null
  return {
    ...refuse(
      world.words.desk.overtaken(overtakenBy(seen.later, world)),
      `${order.subject} is installed already`,
    ),
    rewrite: { message: { components: [] } },
  }
}
