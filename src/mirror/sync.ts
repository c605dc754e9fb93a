import { type Fetched, fetchUpstream, type SyncOrders } from './fetch-upstream.ts'
import type { Trouble } from './git-trouble.ts'
import { pushOrigin, restoreFromOrigin } from './push-origin.ts'
import { stampOf } from './refs.ts'
import {
  clearLeftovers,
  type MirrorWorld,
  mirrorFolder,
  openRepository,
  type Repository,
} from './repository.ts'
import type { MirrorSettings } from './settings.ts'
import { type MirrorState, newState, noSide, readState, type Side, withAlarms, writeState } from './state.ts'

export interface SyncRequest {
  signal: AbortSignal
  onProgress?: (text: string) => void
}

/** Less than this is left for those who need it more. */
const leastFreeBytes = 512 * 1024 * 1024
const manyPacks = 50

/**
 * upstream → here → origin. What does not work is said in the state and tried again the next time. The caller holds the mirror's
 * lock. Errors: E_MIRROR, when the repository itself cannot be made or read.
 */
export async function syncMirror(
  world: MirrorWorld,
  settings: MirrorSettings,
  request: SyncRequest,
): Promise<MirrorState> {
  const startedMs = world.clock.nowMs()
  const endMs = world.clock.monotonicMs() + settings.timeoutMs
  const before = await readState(world)
  await world.files.makeFolder(mirrorFolder(world), 0o700)
  let state: MirrorState = {
    ...(before ?? newState(startedMs)),
    startedMs,
    endedMs: null,
    origin: settings.origin === null ? null : (before?.origin ?? noSide),
  }
  await writeState(world, state)
  const alarm = async (texts: readonly string[]) => {
    if (texts.length === 0) return
    state = withAlarms(state, texts, world.clock.nowMs())
    await writeState(world, state)
  }
  const orders: SyncOrders = {
    stamp: stampOf(startedMs),
    timeLeftMs: () => Math.max(1, endMs - world.clock.monotonicMs()),
    signal: request.signal,
    onProgress: request.onProgress ?? (() => undefined),
    onAlarms: alarm,
  }
  const { repository, isNew } = await openRepository(world, settings)
  const fetched = await takeIn(world, repository, settings, orders, isNew)
  await alarm(sayUpstream(state, fetched, settings.upstream))
  const nowMs = world.clock.nowMs()
  state = {
    ...state,
    missing: fetched.missing,
    upstream: sideOf(state.upstream, fetched.isEmptied ? emptied : fetched.trouble, nowMs),
  }
  if (state.origin !== null) {
    const { trouble, foreign } = await pushOrigin(repository, orders)
    state = { ...state, foreign, origin: sideOf(state.origin, trouble, world.clock.nowMs()) }
  }
  await keepTidy(repository, orders)
  await world.files.syncFilesystem(repository.path)
  state = { ...state, endedMs: world.clock.nowMs() }
  await writeState(world, state)
  return state
}

const emptied: Trouble = { kind: 'gone', reason: 'none of its refs is left there' }

async function takeIn(
  world: MirrorWorld,
  repository: Repository,
  settings: MirrorSettings,
  orders: SyncOrders,
  isNew: boolean,
): Promise<Fetched> {
  const { availableBytes } = await world.files.space(repository.path)
  if (availableBytes < leastFreeBytes) {
    const reason = `only ${Math.round(availableBytes / 1024 / 1024)} MB are free on this disk`
    return { trouble: { kind: 'full', reason }, missing: 0, isEmptied: false }
  }
  if (isNew && settings.origin !== null) {
    const trouble = await restoreFromOrigin(repository, orders)
    if (trouble !== null)
      world.log.warn({ reason: trouble.reason }, 'origin could not be asked for what it holds')
  }
  const fetched = await fetchUpstream(repository, settings, orders)
  // What a cut fetch leaves behind takes room, and nobody else is at work here.
  if (fetched.trouble !== null) await clearLeftovers(world, repository.path, 0)
  return fetched
}

function sideOf(before: Side, trouble: Trouble | null, nowMs: number): Side {
  return trouble === null ? { wellMs: nowMs, trouble } : { ...before, trouble }
}

/** Once, when it happens: a network that is down is no alarm, a repository that is no longer there is. */
function sayUpstream(state: MirrorState, { trouble, isEmptied }: Fetched, upstream: string): string[] {
  const wasThere = state.upstream.wellMs !== null
  const isNews = (kind: string) => wasThere && state.upstream.trouble?.kind !== kind
  if (isEmptied && isNews('gone'))
    return [`${upstream} was emptied: none of its refs is left there; the mirror keeps all of them`]
  if (trouble?.kind === 'gone' && isNews('gone'))
    return [`${upstream} is gone (${trouble.reason}); the mirror keeps what it had`]
  if (trouble?.kind === 'refused' && isNews('refused'))
    return [
      `${upstream} no longer lets us read (${trouble.reason}): it may have gone; the mirror keeps what it had`,
    ]
  return []
}

/**
 * Small packs of many days become few; nothing is dropped, whoever points to it. With the graph git need not open a commit of every ref
 * each time to know that it is there: what a sync costs is what is new.
 */
async function keepTidy(repository: Repository, orders: SyncOrders): Promise<void> {
  const counted = await repository.git(['count-objects', '-v'])
  const packs = Number(/^packs: (\d+)$/m.exec(counted.stdout)?.[1] ?? 0)
  const loose = Number(/^count: (\d+)$/m.exec(counted.stdout)?.[1] ?? 0)
  const more = { timeoutMs: orders.timeLeftMs(), signal: orders.signal }
  if (packs > manyPacks || loose > 5_000)
    await repository.git(['repack', '-d', '-q', '--geometric=2', '--no-write-bitmap-index'], more)
  await repository.git(['pack-refs', '--all'], more)
  await repository.git(['commit-graph', 'write', '--reachable', '--split', '--no-progress'], more)
}
