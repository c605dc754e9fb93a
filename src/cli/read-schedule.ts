import type { App } from '../compose.ts'
import { sayLocalTime } from '../phases/decide/local-time.ts'
import { reasonOf } from '../ports/errors.ts'
import type { SlotEntry } from '../ports/slot-book.ts'

export interface ScheduleStatus {
  /** Whether the daemon is at work: without it no run begins by itself. */
  daemon: boolean
  /** When the next run is due; null when there is none, or no daemon. */
  nextAt: string | null
  /** A run that is due and waits, or is at work. */
  due: { slotAt: string; state: 'waits' | 'at work'; reason: string } | null
  /** What became of the newest time that is over. */
  last: { slotAt: string; state: 'ended' | 'passed'; reason: string } | null
  /** Why this is not known; null: it is. */
  problem: string | null
  /** The same as sentences. */
  text: string[]
}

const looksBack = 10

/** When moltd runs by itself; never fails: what cannot be read is said. */
export function readSchedule({ daemon, settings }: Pick<App, 'daemon' | 'settings'>): ScheduleStatus {
  const { timezone } = settings.schedule
  const when = (ms: number) => sayLocalTime(ms, timezone)
  try {
    const isAtWork = daemon.isDaemonAtWork()
    const slots = daemon.slots(looksBack)
    const nextMs = isAtWork ? daemon.nextDueMs() : null
    const due = slots.find(({ state }) => state === 'queued' || state === 'launched')
    const last = slots.find(({ state }) => state === 'ended' || state === 'passed')
    const said = isAtWork
      ? nextMs === null
        ? 'no run is due any more: look at `schedule.cron`'
        : `the next run is due ${when(nextMs)}`
      : 'the daemon does not run, so that no run begins by itself: `moltd install` sets it up, `systemctl --user start moltd` starts it'
    return {
      daemon: isAtWork,
      nextAt: nextMs === null ? null : new Date(nextMs).toISOString(),
      due: due === undefined ? null : { ...slotOf(due), state: due.state === 'queued' ? 'waits' : 'at work' },
      last:
        last === undefined ? null : { ...slotOf(last), state: last.state === 'ended' ? 'ended' : 'passed' },
      problem: null,
      text: [
        said,
        ...(due === undefined
          ? []
          : [
              `the run of ${when(due.slotMs)} ${due.state === 'queued' ? 'waits' : 'is at work'}: ${due.reason}`,
            ]),
        ...(last === undefined ? [] : [`of the one of ${when(last.slotMs)}: ${last.reason}`]),
      ],
    }
  } catch (error) {
    const problem = reasonOf(error)
    return { daemon: false, nextAt: null, due: null, last: null, problem, text: [problem] }
  }
}

function slotOf({ slotMs, reason }: SlotEntry) {
  return { slotAt: new Date(slotMs).toISOString(), reason }
}
