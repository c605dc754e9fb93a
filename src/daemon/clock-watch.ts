import { sayDuration } from '../notify/words.ts'
import type { DaemonWorld } from './daemon-world.ts'

const minuteMs = 60_000
const hourMs = 60 * minuteMs
/** No machine that runs this program was in use before. */
export const earliestMs = Date.UTC(2026, 8, 1)
/** What the time of day may differ from the time that passed; more is a sleep, or somebody set the clock. */
const steadyMs = minuteMs
const wentBackMs = 3 * hourMs
/** So long a clock that went back must keep its time before it is believed. */
const believeAfterMs = 15 * minuteMs
const writeEveryMs = 10 * minuteMs
/** Slots further ahead than this were settled by a clock that was wrong. */
const wronglySettledMs = 12 * hourMs

export interface ClockView {
  nowMs: number
  /** Why this time is not to be trusted; null when it is. */
  doubt: string | null
  /** For so long the clock has kept steady time: since a sleep, a jump, or our start. */
  calmMs: number
  /** The clock was put back and is believed now: what was reckoned with it no longer holds. */
  isCorrected: boolean
}

/** Watches the time of day against the time that passes, also over our own death. */
export function watchClock({ clock, book, log }: Pick<DaemonWorld, 'clock' | 'book' | 'log'>) {
  let last = { nowMs: clock.nowMs(), monotonicMs: clock.monotonicMs() }
  let calmSinceMs = last.monotonicMs
  let isFirst = true

  return function look(): ClockView {
    const [nowMs, monotonicMs] = [clock.nowMs(), clock.monotonicMs()]
    const driftMs = nowMs - last.nowMs - (monotonicMs - last.monotonicMs)
    if (Math.abs(driftMs) > steadyMs) {
      calmSinceMs = monotonicMs
      const seconds = Math.round(driftMs / 1000)
      log.info(
        { seconds },
        driftMs > 0 ? 'the machine slept, or its clock was put forward' : 'the clock was put back',
      )
    }
    last = { nowMs, monotonicMs }
    const calmMs = monotonicMs - calmSinceMs
    const view = (doubt: string | null, isCorrected = false): ClockView => ({
      nowMs,
      doubt,
      calmMs,
      isCorrected,
    })

    if (nowMs < earliestMs)
      return view(`the clock says ${new Date(nowMs).toISOString().slice(0, 10)}, so it is not set`)
    const seenMs = book.lastSeenMs() ?? nowMs
    const backMs = seenMs - nowMs
    if (backMs > wentBackMs) {
      if (calmMs < believeAfterMs) return view(`the clock went back by ${sayDuration(backMs)}`)
      const struck = book.strikeAfter(nowMs + wronglySettledMs, nowMs)
      book.see(nowMs)
      log.warn({ backMs, struck }, 'the clock was wrong before; slots that it settled count again')
      return view(null, true)
    }
    if (isFirst || nowMs - seenMs >= writeEveryMs || backMs > 0) book.see(nowMs)
    isFirst = false
    return view(null)
  }
}
