import { reasonOf } from '../ports/errors.ts'
import type { SlotEntry } from '../ports/slot-book.ts'
import { watchClock } from './clock-watch.ts'
import type { DaemonWorld } from './daemon-world.ts'
import { followRun } from './follow-run.ts'
import { passGates } from './gates.ts'
import { launchRun } from './launch-run.ts'
import { createPatience } from './patience.ts'
import type { Plan } from './plan.ts'
import { recoverRuns } from './recover-runs.ts'
import { sayWhen } from './say-when.ts'
import { dueOf } from './schedule.ts'
import { nextDue, pass, takeSlots } from './take-slots.ts'
import { createTelling } from './tell-unbegun.ts'

const minuteMs = 60_000
/** A run that something keeps from beginning for longer than this is worth a word, though it is still tried. */
const sayAfterMs = 60 * minuteMs

export interface TickResult {
  /** What the daemon does now, as a sentence. */
  status: string
  /** Something is going on that is worth a closer look. */
  isBusy: boolean
  /** Until something is due, in milliseconds; null: nobody knows. */
  dueInMs: number | null
}

/** One look at the world and what follows from it; the daemon is these, one after the other. */
export function createTick(world: DaemonWorld): (plan: Plan) => Promise<TickResult> {
  const { book, clock, own, runs } = world
  const lookAtClock = watchClock(world)
  const network = createPatience(clock, 15 * minuteMs)
  const starts = createPatience(clock, 30 * minuteMs)
  const delivery = createPatience(clock, 30 * minuteMs)
  const tellUnbegun = createTelling(world)
  let foreseen: { plan: Plan; watermarkMs: number | null } | null = null

  return async plan => {
    const view = lookAtClock()
    const { nowMs, doubt } = view
    await deliverReports(nowMs)
    await tellUnbegun(nowMs)
    if (doubt !== null) return busy(`${upper(doubt)}; no run begins until it is believed.`)

    takeSlots(world, plan, nowMs)
    foresee(plan, nowMs)
    const open = book.open()
    const doing: string[] = []
    for (const entry of open.filter(({ state }) => state === 'launched')) {
      const now = await followRun(world, entry, nowMs)
      if (now !== null) doing.push(now)
    }
    const queued = open.find(({ state }) => state === 'queued') ?? null
    if (doing.length === 0 && runs.isLockHeld()) doing.push('another run is at work')
    if (doing.length > 0)
      return busy(`${upper(doing.join('; '))}.${keepWaiting(plan, queued, doing[0] ?? '', nowMs)}`)

    const cutOff = await recoverRuns(world, nowMs)
    if (cutOff !== null && !cutOff.isHopeless)
      return busy(`${upper(cutOff.text)}.${keepWaiting(plan, queued, cutOff.text, nowMs)}`)
    if (queued === null) return idle(plan, nowMs, cutOff?.text ?? null)
    if (cutOff !== null) {
      book.put({ ...pass(queued, cutOff.text, nowMs), telling: 'owed' })
      return idle(plan, nowMs, cutOff.text)
    }
    return advance(plan, queued)

    async function advance(plan: Plan, entry: SlotEntry): Promise<TickResult> {
      const passage = passGates(world, plan, entry, view, nextDue(world, plan, nowMs))
      if (passage.kind === 'pass') {
        world.log.info({ slot: new Date(entry.slotMs).toISOString(), reason: passage.reason }, 'slot passed')
        book.put(pass(entry, passage.reason, nowMs))
        return idle(plan, nowMs, null)
      }
      if (passage.kind === 'wait')
        return { status: waiting(plan, entry, passage.reason, nowMs), isBusy: false, dueInMs: null }
      const obstacle = (await askNetwork()) ?? (await start(entry))
      if (obstacle === null) return busy('A run begins.')
      const status = waiting(plan, entry, obstacle, nowMs)
      oweWord(plan, entry.slotMs, nowMs)
      return busy(status)
    }
  }

  /** Reckoned anew only when there is something new to reckon with. */
  function foresee(plan: Plan, nowMs: number): void {
    const watermarkMs = book.watermarkMs()
    if (foreseen?.plan === plan && foreseen.watermarkMs === watermarkMs) return
    book.foresee(nextDue(world, plan, nowMs))
    foreseen = { plan, watermarkMs }
  }

  /** Not at once: most obstacles are gone by the next try. */
  function oweWord({ schedule }: Plan, slotMs: number, nowMs: number): void {
    const entry = book.open().find(candidate => candidate.slotMs === slotMs)
    if (entry === undefined || entry.telling !== null) return
    if (nowMs - dueOf(schedule, slotMs) >= sayAfterMs)
      book.put({ ...entry, telling: 'owed', changedAtMs: nowMs })
  }

  async function askNetwork(): Promise<string | null> {
    if (!network.isOver()) return network.reason()
    const reason = await own.askRegistry()
    if (reason === null) network.regain()
    else network.lose(reason)
    return reason
  }

  async function start(entry: SlotEntry): Promise<string | null> {
    if (!starts.isOver()) return starts.reason()
    const reason = await launchRun(world, entry, clock.nowMs())
    if (reason === null) starts.regain()
    else starts.lose(reason)
    return reason
  }

  async function deliverReports(nowMs: number): Promise<void> {
    if (!delivery.isOver()) return
    let reason: string | null
    try {
      const dueMs = runs.nextReportMs()
      // What is due much later was written by a clock that was wrong; the outbox knows what to do with it.
      if (dueMs === null || (dueMs > nowMs && dueMs - nowMs < 25 * 60 * minuteMs)) return
      reason = await own.deliver()
    } catch (error) {
      reason = reasonOf(error) // a damaged outbox is no reason to leave a gateway as it is
    }
    if (reason === null) return delivery.regain()
    delivery.lose(reason)
    world.log.warn({ reason }, 'reports wait in the outbox')
  }

  function keepWaiting(plan: Plan, entry: SlotEntry | null, reason: string, nowMs: number): string {
    return entry === null ? '' : ` ${waiting(plan, entry, reason, nowMs)}`
  }

  /** Says why a run waits, and writes it down when the reason is a new one. */
  function waiting({ schedule }: Plan, entry: SlotEntry, reason: string, nowMs: number): string {
    const kind = reason.replaceAll(/\d+/g, '')
    if (entry.reason.replaceAll(/\d+/g, '') !== kind) {
      world.log.info({ slot: new Date(entry.slotMs).toISOString(), reason }, 'a run waits')
      book.put({ ...entry, reason, changedAtMs: nowMs })
    }
    return `The run of ${sayWhen(schedule.zone, entry.slotMs)} waits: ${reason}.`
  }

  function idle(plan: Plan, nowMs: number, problem: string | null): TickResult {
    const dueMs = nextDue(world, plan, nowMs)
    const { zone } = plan.schedule
    const next = dueMs === null ? 'no run is due in years' : `the next run is due on ${sayWhen(zone, dueMs)}`
    const last = book.list(1)[0]
    const before = last === undefined ? '' : `; of the one of ${sayWhen(zone, last.slotMs)}: ${last.reason}`
    const trouble = problem === null ? '' : `${upper(problem)}. `
    return {
      status: `${trouble}Idle: ${next}${before}.`,
      isBusy: false,
      dueInMs: dueMs === null ? null : dueMs - nowMs,
    }
  }
}

function busy(status: string): TickResult {
  return { status, isBusy: true, dueInMs: null }
}

function upper(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1)
}
