import type { SyncOrders } from './fetch-upstream.ts'
import { type Trouble, troubleOf } from './git-trouble.ts'
import { planPush } from './plan-push.ts'
import { inOrder, parseRefs, shortName } from './refs.ts'
import type { Repository } from './repository.ts'
import { areMany, inSlices, milestonesOf } from './slices.ts'

export interface Pushed {
  trouble: Trouble | null
  foreign: string[]
}

const answerMs = 120_000
const idleMs = 180_000

const everything = ['heads', 'tags', 'moltd'].map(root => `refs/${root}/*:refs/${root}/*`)

/** Gives origin what it lacks: never by force, never a deletion. */
export async function pushOrigin(repository: Repository, orders: SyncOrders): Promise<Pushed> {
  const asked = await askOrigin(repository, orders)
  if (asked.trouble !== null) return { trouble: asked.trouble, foreign: [] }
  const plan = await planPush(await repository.refs(), asked.refs, orders.stamp, repository.isAncestor)
  const targets = new Map(plan.pushes.map(({ from, to }) => [from, to]))
  const names = inOrder([...targets.keys()])
  const refspecOf = (name: string) => `${name}:${targets.get(name)}`
  const give = (refspecs: readonly string[], where: string) => pushRefs(repository, refspecs, orders, where)
  for (const name of milestonesOf(names)) {
    const trouble = await give([refspecOf(name)], ` up to ${shortName(name)}`)
    if (trouble !== null) return { trouble, foreign: plan.foreign }
  }
  if (plan.isPlain && areMany(names)) return { trouble: await give(everything, ''), foreign: plan.foreign }
  let given = 0
  for (const slice of inSlices(names)) {
    const trouble = await give(slice.map(refspecOf), `, ${given} of ${names.length} refs are at origin`)
    if (trouble !== null) return { trouble, foreign: plan.foreign }
    given += slice.length
  }
  return { trouble: null, foreign: plan.foreign }
}

async function pushRefs(
  repository: Repository,
  refspecs: readonly string[],
  orders: SyncOrders,
  where: string,
): Promise<Trouble | null> {
  const answer = await repository.git(
    ['push', '--porcelain', '--no-verify', '--progress', 'origin', ...refspecs],
    {
      timeoutMs: orders.timeLeftMs(),
      idleMs,
      signal: orders.signal,
      onProgress: (stage, percent) => orders.onProgress(`${stage} ${percent} %${where}`),
    },
  )
  const trouble = troubleOf(answer)
  return trouble === null ? null : (refusedOf(answer.stdout) ?? trouble)
}

/** A mirror that begins anew on this machine begins with what origin holds: it may be all that is left. */
export async function restoreFromOrigin(repository: Repository, orders: SyncOrders): Promise<Trouble | null> {
  const asked = await askOrigin(repository, orders)
  if (asked.trouble !== null || asked.refs.size === 0) return asked.trouble
  const answer = await repository.git(
    [
      'fetch',
      '--no-tags',
      '--no-write-fetch-head',
      '--no-auto-maintenance',
      '--progress',
      'origin',
      ...everything,
    ],
    {
      timeoutMs: orders.timeLeftMs(),
      idleMs,
      signal: orders.signal,
      onProgress: (stage, percent) => orders.onProgress(`from origin: ${stage} ${percent} %`),
    },
  )
  return troubleOf(answer)
}

async function askOrigin(repository: Repository, orders: SyncOrders) {
  const asked = await repository.git(['ls-remote', '--refs', 'origin'], {
    timeoutMs: Math.min(answerMs, orders.timeLeftMs()),
    signal: orders.signal,
  })
  return { trouble: troubleOf(asked), refs: parseRefs(asked.stdout) }
}

/** `!	refs/heads/main:refs/heads/main	[remote rejected] (pre-receive hook declined)` */
function refusedOf(porcelain: string): Trouble | null {
  const lines = porcelain.split('\n').filter(line => line.startsWith('!\t'))
  const [, , why = ''] = lines[0]?.split('\t') ?? []
  if (lines.length === 0) return null
  return { kind: 'refused', reason: `origin did not take ${lines.length} refs: ${why.slice(0, 200)}` }
}
