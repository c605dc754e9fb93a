import type { SyncOrders } from './fetch-upstream.ts'
import { type Trouble, troubleOf } from './git-trouble.ts'
import { planPush } from './plan-push.ts'
import { inOrder, inSlices, parseRefs } from './refs.ts'
import type { Repository } from './repository.ts'

export interface Pushed {
  trouble: Trouble | null
  foreign: string[]
}

const answerMs = 120_000
const idleMs = 180_000

/** Gives origin what it lacks: never by force, never a deletion. */
export async function pushOrigin(repository: Repository, orders: SyncOrders): Promise<Pushed> {
  const asked = await askOrigin(repository, orders)
  if (asked.trouble !== null) return { trouble: asked.trouble, foreign: [] }
  const plan = await planPush(await repository.refs(), asked.refs, orders.stamp, repository.isAncestor)
  const targets = new Map(plan.pushes.map(({ from, to }) => [from, to]))
  let given = 0
  for (const slice of inSlices(inOrder([...targets.keys()]))) {
    const refspecs = slice.map(from => `${from}:${targets.get(from)}`)
    const answer = await repository.git(
      ['push', '--porcelain', '--no-verify', '--progress', 'origin', ...refspecs],
      {
        timeoutMs: orders.timeLeftMs(),
        idleMs,
        signal: orders.signal,
        onProgress: (stage, percent) =>
          orders.onProgress(`${stage} ${percent} %, ${given} of ${targets.size} refs are at origin`),
      },
    )
    const refused = refusedOf(answer.stdout)
    const trouble = troubleOf(answer)
    if (trouble !== null) return { trouble: refused ?? trouble, foreign: plan.foreign }
    given += slice.length
  }
  return { trouble: null, foreign: plan.foreign }
}

/** A mirror that begins anew on this machine begins with what origin holds: it may be all that is left. */
export async function restoreFromOrigin(repository: Repository, orders: SyncOrders): Promise<Trouble | null> {
  const asked = await askOrigin(repository, orders)
  if (asked.trouble !== null || asked.refs.size === 0) return asked.trouble
  const refspecs = ['heads', 'tags', 'moltd'].map(root => `refs/${root}/*:refs/${root}/*`)
  const answer = await repository.git(
    [
      'fetch',
      '--no-tags',
      '--no-write-fetch-head',
      '--no-auto-maintenance',
      '--progress',
      'origin',
      ...refspecs,
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
