import { sayDuration } from '../notify/words.ts'
import { nextOpening } from '../phases/decide/window.ts'
import type { SlotEntry } from '../ports/slot-book.ts'
import type { ClockView } from './clock-watch.ts'
import type { DaemonWorld } from './daemon-world.ts'
import type { Plan } from './plan.ts'
import { sayWhen } from './say-when.ts'
import { wallClockOf } from './zone.ts'

const minuteMs = 60_000
/** After a sleep or a jump of the clock, until network and clock have settled. */
const calmAtLeastMs = 2 * minuteMs
/** A missed run is not made up for when the next one is this near. */
const nearMs = 30 * minuteMs

/** May a queued run go? */
export type Passage = { kind: 'go' } | { kind: 'wait'; reason: string } | { kind: 'pass'; reason: string }

/** What the machine itself has to say; the registry is asked after all this. */
export function passGates(
  { clock, runs }: Pick<DaemonWorld, 'clock' | 'runs'>,
  { schedule, afterBootMs, window }: Plan,
  entry: SlotEntry,
  { nowMs, calmMs }: ClockView,
  nextDueMs: number | null,
): Passage {
  if (entry.trigger === 'catch-up' && nextDueMs !== null && nextDueMs - nowMs < nearMs)
    return {
      kind: 'pass',
      reason: `${entry.reason}; the next one is due already in ${sayDuration(nextDueMs - nowMs)}`,
    }
  const uptimeMs = clock.uptimeMs()
  if (uptimeMs < afterBootMs)
    return wait(
      `the machine booted only ${sayDuration(uptimeMs)} ago; schedule.afterBootMinutes is ${afterBootMs / minuteMs}`,
    )
  if (entry.trigger === 'catch-up' && calmMs < calmAtLeastMs)
    return wait('the machine has just woken, or moltd has just started')
  const opensMs = nextOpening(window, nowMs, wallClockOf(schedule.zone))
  // What is installed is worse than a bad moment; whether there is a cure for it is for the run to find out.
  if (opensMs !== nowMs && runs.isVulnerable()) return { kind: 'go' }
  if (opensMs === null) return { kind: 'pass', reason: 'the maintenance window never opens' }
  if (opensMs > nowMs) return wait(`the maintenance window opens on ${sayWhen(schedule.zone, opensMs)}`)
  return { kind: 'go' }
}

function wait(reason: string): Passage {
  return { kind: 'wait', reason }
}
