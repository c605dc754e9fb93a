import { reasonOf } from '../ports/errors.ts'
import type { DaemonWorld } from './daemon-world.ts'
import { hostDesk } from './host-desk.ts'
import { makePlan, type Plan } from './plan.ts'
import { createTick, type TickResult } from './tick.ts'

export interface DaemonOptions {
  /** Aborted when we are asked to stop. */
  stop: AbortSignal
  /** Calls back when the config is to be read again. */
  onReload(reload: () => void): void
  /** How long to rest between two looks, in milliseconds. */
  paces?: { idleMs: number; busyMs: number }
}

const usualPaces = { idleMs: 30_000, busyMs: 5_000 }

/**
 * Start → recover → schedule → tick → stop. What changes anything happens in units of their own: it outlives us, and is followed
 * through the journal. Errors: those of the first config, E_SCHEDULE, E_SLOT_BOOK.
 */
export async function runDaemon(world: DaemonWorld, options: DaemonOptions): Promise<void> {
  const { clock, log, readiness } = world
  const { stop, paces = usualPaces } = options
  const seed = world.book.seed()
  const readPlan = async () => makePlan(world, await world.own.readSettings(), seed)
  let plan = await readPlan()
  let configProblem: string | null = null
  let wantsReload = false
  let rest = new AbortController()
  options.onReload(() => {
    wantsReload = true
    rest.abort()
  })
  const stopped = new Promise<null>(resolve => {
    stop.addEventListener('abort', () => {
      rest.abort()
      resolve(null)
    })
  })

  const tick = createTick(world)
  let seen = 'Looks at what is open.'
  let said = seen
  let livedMs = Number.NEGATIVE_INFINITY
  await readiness.ready(said)
  const desk = hostDesk(world, () => void say())
  desk.use(plan.desk)
  log.info({ timezone: plan.schedule.zone.name }, 'ready')
  while (!stop.aborted) {
    rest = new AbortController()
    if (wantsReload) {
      ;[plan, configProblem] = await reload(plan)
      desk.use(plan.desk)
    }
    // Whatever is being waited for, being stopped comes first: what must not end with us is not our child.
    const result = await Promise.race([look(plan), stopped])
    if (result === null) break
    seen = result.status
    await say()
    await giveSignOfLife()
    // Woken early: there is something to do.
    if (!wantsReload && !stop.aborted) await clock.sleep(restOf(result), rest.signal).catch(() => undefined)
  }
  await readiness.stopping('Stops; a run that is at work goes on by itself.')
  await desk.close()

  async function look(current: Plan): Promise<TickResult> {
    try {
      return await tick(current)
    } catch (error) {
      // A full disk, a locked file: the next look may see better, and until then nothing is begun.
      log.error({ error }, 'a look at the world failed')
      return { status: `Cannot work now: ${reasonOf(error)}; tries again.`, isBusy: false, dueInMs: null }
    }
  }

  /** Awake when the next run is due and in time for the watchdog, and never twice within a second. */
  function restOf({ isBusy, dueInMs }: TickResult): number {
    const most = isBusy ? paces.busyMs : paces.idleMs
    const soonest = Math.min(most, dueInMs ?? most, (readiness.watchdogMs ?? Number.POSITIVE_INFINITY) / 4)
    return Math.max(1_000, soonest)
  }

  /** What the last look saw, and how the desk stands now. */
  async function say(): Promise<void> {
    const status = [seen, configProblem, desk.sentence()].filter(text => text !== null).join(' ')
    if (status === said || stop.aborted) return
    said = status
    await readiness.status(status)
  }

  async function giveSignOfLife(): Promise<void> {
    const nowMs = clock.monotonicMs()
    if (readiness.watchdogMs === null || nowMs - livedMs < readiness.watchdogMs / 4) return
    livedMs = nowMs
    await readiness.alive()
  }

  async function reload(old: Plan): Promise<[Plan, string | null]> {
    wantsReload = false
    try {
      const fresh = await readPlan()
      log.info({}, 'config read again')
      return [fresh, null]
    } catch (error) {
      const problem = `The config that was to be read again is not sound (${reasonOf(error)}); the one before counts.`
      log.error({ error }, 'config refused; the one before counts')
      return [old, problem]
    }
  }
}
