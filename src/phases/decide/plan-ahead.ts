import type { Schedule } from '../../ports/schedule.ts'
import type { Decision, Situation } from './decision.ts'
import { decide } from './index.ts'
import { wallClock } from './local-time.ts'
import { nextOpening } from './window.ts'

export interface PlannedRun {
  /** When the schedule says. */
  dueMs: number
  /** When it would run: then, or as soon as the maintenance window opens. */
  startsMs: number
  decision: Decision
}

/** More than any schedule names in a few weeks, unless it runs every few minutes. */
const mostRuns = 2000

/** What each scheduled run until then would come to if nothing new is published and every update holds; pure. */
export function planAhead(situation: Situation, schedule: Schedule, untilMs: number): PlannedRun[] {
  const { window, timezone } = situation.policy
  const read = wallClock(timezone)
  const runs: PlannedRun[] = []
  let current = situation
  for (const dueMs of timesUntil(schedule, situation.nowMs, untilMs)) {
    const startsMs = nextOpening(window, dueMs, read) ?? dueMs
    // Runs that wait for the same opening are one.
    if (startsMs <= (runs.at(-1)?.startsMs ?? 0)) continue
    const decision = decide({
      ...current,
      trigger: 'schedule',
      nowMs: startsMs,
      uptimeMs: situation.uptimeMs + startsMs - situation.nowMs,
    })
    runs.push({ dueMs, startsMs, decision })
    if (decision.kind === 'update') current = updated(current, decision.target)
  }
  return runs
}

function timesUntil(schedule: Schedule, fromMs: number, untilMs: number): number[] {
  let times: number[] = []
  for (let count = 32; times.length < mostRuns; count *= 2) {
    times = schedule.nextTimes(fromMs, count)
    if (times.length < count || (times.at(-1) ?? untilMs) >= untilMs) break
  }
  return times.filter(ms => ms <= untilMs).slice(0, mostRuns)
}

function updated(situation: Situation, version: string): Situation {
  const { observation } = situation
  const { gateway } = observation
  return {
    ...situation,
    observation: {
      ...observation,
      gateway: { ...gateway, installation: { ...gateway.installation, version } },
      served: version,
    },
    rollbacks: { inARow: 0, lastMs: null },
    policy: { ...situation.policy, vulnerable: null },
  }
}
