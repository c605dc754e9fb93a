import { type Trouble, troubleOf } from './git-trouble.ts'
import { type FetchPlan, planFetch } from './plan-fetch.ts'
import { below, incomingRoot, inOrder, keptRoot, movedRoot, parseRefs, shortName } from './refs.ts'
import type { Repository } from './repository.ts'
import { sayEvents, type UpstreamEvent } from './say-events.ts'
import type { MirrorSettings } from './settings.ts'
import { areMany, inSlices, milestonesOf } from './slices.ts'

export interface SyncOrders {
  stamp: string
  /** Milliseconds until the whole sync must have ended. */
  timeLeftMs(): number
  signal: AbortSignal
  onProgress(text: string): void
  /** Written down before the refs change, so that it is told whatever happens. */
  onAlarms(texts: readonly string[]): Promise<void>
}

export interface Fetched {
  trouble: Trouble | null
  /** Refs that upstream has and that did not come. */
  missing: number
  isEmptied: boolean
}

const answerMs = 120_000
const idleMs = 180_000

/** Takes what is new at upstream, and nothing away. */
export async function fetchUpstream(
  repository: Repository,
  settings: MirrorSettings,
  orders: SyncOrders,
): Promise<Fetched> {
  const asked = await repository.git(['ls-remote', '--refs', '--heads', '--tags', 'upstream'], {
    timeoutMs: Math.min(answerMs, orders.timeLeftMs()),
    signal: orders.signal,
  })
  const trouble = troubleOf(asked)
  if (trouble !== null) return { trouble, missing: 0, isEmptied: false }
  const [local, upstream] = [await repository.refs(), parseRefs(asked.stdout)]
  const plan = planFetch(local, upstream, settings.refs)
  if (plan.isEmptied) return { trouble: null, missing: 0, isEmptied: true }
  const depth = local.size === 0 ? settings.depth : 0
  const failed = await fetchAll(repository, plan, settings.refs, { ...orders, depth })
  const held = await repository.refs()
  const missing = plan.fresh.filter(name => !held.has(name)).length
  // One ref that cannot be had or written keeps back no other; whatever else went wrong concerns all of them.
  const concernsAll = failed !== null && failed.kind !== 'other' && failed.kind !== 'locked'
  if (concernsAll) return { trouble: failed, missing, isEmptied: false }
  const changed = await takeChanges(repository, plan, orders)
  return { trouble: failed ?? changed, missing, isEmptied: false }
}

type FetchOrders = SyncOrders & { depth: number }

/**
 * Oldest first and in parts: a first clone that is cut off goes on from the last whole part. What moved comes along, to be looked at
 * before anything here points to it: each further fetch would cost as much as there are refs.
 */
async function fetchAll(
  repository: Repository,
  { fresh, changed, moved, isPlain }: FetchPlan,
  patterns: readonly string[],
  orders: FetchOrders,
): Promise<Trouble | null> {
  const isFresh = new Set(fresh)
  const refspecOf = (name: string) => (isFresh.has(name) ? `${name}:${name}` : `+${name}:${incoming(name)}`)
  const names = inOrder([...fresh, ...changed, ...moved])
  for (const name of milestonesOf(names)) {
    const trouble = await fetchRefs(repository, [refspecOf(name)], orders, ` up to ${shortName(name)}`)
    if (trouble !== null && trouble.kind !== 'other') return trouble
  }
  if (isPlain && areMany(names)) {
    const byPattern = patterns.map(pattern => `${pattern}:${pattern}`)
    const trouble = await fetchRefs(repository, byPattern, orders, '')
    if (trouble?.kind !== 'other') return trouble
  }
  let first: Trouble | null = null
  let taken = 0
  for (const slice of inSlices(names)) {
    const where = `, ${taken} of ${names.length} refs are here`
    const trouble = await fetchSlice(repository, slice.map(refspecOf), orders, where)
    if (trouble !== null && trouble.kind !== 'other') return trouble
    first ??= trouble
    taken += slice.length
  }
  return first
}

/** What does not come together comes in halves, so that one ref that cannot be had does not keep back the others. */
async function fetchSlice(
  repository: Repository,
  refspecs: readonly string[],
  orders: FetchOrders,
  where: string,
): Promise<Trouble | null> {
  const trouble = await fetchRefs(repository, refspecs, orders, where)
  if (trouble?.kind !== 'other' || refspecs.length === 1) return trouble
  const half = Math.ceil(refspecs.length / 2)
  const [one, other] = [
    await fetchSlice(repository, refspecs.slice(0, half), orders, where),
    await fetchSlice(repository, refspecs.slice(half), orders, where),
  ]
  return one ?? other
}

/** Where what moved waits for the decision what it means. */
function incoming(name: string): string {
  return `${incomingRoot}/${shortName(name)}`
}

/** Branches that moved and tags that must not: looked at before anything here points to them. */
async function takeChanges(
  repository: Repository,
  { changed, moved, deleted }: FetchPlan,
  orders: SyncOrders,
): Promise<Trouble | null> {
  if (changed.length + moved.length + deleted.length === 0) return null
  const { stamp } = orders
  const refs = await repository.refs()
  const events: UpstreamEvent[] = []
  const updates: string[] = []
  for (const name of changed) {
    const [from, to] = [refs.get(name), refs.get(incoming(name))]
    if (from === undefined || to === undefined) continue
    if (!(await repository.isAncestor(from, to))) {
      events.push({ kind: 'rewritten', name, from, to })
      updates.push(`create ${below(keptRoot, stamp, name)} ${from}`)
    }
    updates.push(`update ${name} ${to} ${from}`, `delete ${incoming(name)} ${to}`)
  }
  for (const name of moved) {
    const [from, to] = [refs.get(name), refs.get(incoming(name))]
    if (from === undefined || to === undefined) continue
    events.push({ kind: 'moved', name, from, to })
    updates.push(`create ${below(keptRoot, stamp, name)} ${from}`)
    updates.push(`create ${below(movedRoot, stamp, name)} ${to}`, `delete ${incoming(name)} ${to}`)
  }
  for (const name of deleted) {
    const from = refs.get(name)
    if (from === undefined) continue
    events.push({ kind: 'deleted', name, from })
    updates.push(`create ${below(keptRoot, stamp, name)} ${from}`)
  }
  await orders.onAlarms(sayEvents(events, stamp))
  return troubleOf(await repository.git(['update-ref', '--stdin'], { input: `${updates.join('\n')}\n` }))
}

async function fetchRefs(
  repository: Repository,
  refspecs: readonly string[],
  orders: FetchOrders,
  where: string,
): Promise<Trouble | null> {
  const answer = await repository.git(
    [
      'fetch',
      '--no-tags',
      '--no-write-fetch-head',
      '--no-auto-maintenance',
      '--no-recurse-submodules',
      '--progress',
      ...(orders.depth > 0 ? [`--depth=${orders.depth}`] : []),
      '--stdin',
      'upstream',
    ],
    {
      input: `${refspecs.join('\n')}\n`,
      timeoutMs: orders.timeLeftMs(),
      idleMs,
      signal: orders.signal,
      onProgress: (stage, percent) => orders.onProgress(`${stage} ${percent} %${where}`),
    },
  )
  return troubleOf(answer)
}
