import type { Clock } from '../../src/ports/clock.ts'

export interface FakeClock extends Clock {
  /** Runs when the clock gets there; nothing waits for it. */
  at(ms: number, happen: () => void): void
}

interface Appointment {
  atMs: number
  isEvent: boolean
  keep(): void
}

/** A clock that jumps to the next appointment as soon as everybody sleeps. */
export function createFakeClock(startMs = 1_795_000_000_000): FakeClock {
  let nowMs = 0
  let isPumping = false
  const appointments: Appointment[] = []

  function pump(): void {
    if (isPumping) return
    isPumping = true
    setImmediate(() => {
      isPumping = false
      if (!appointments.some(appointment => !appointment.isEvent)) return
      appointments.sort((a, b) => a.atMs - b.atMs)
      const next = appointments.shift()
      nowMs = Math.max(nowMs, next?.atMs ?? 0)
      next?.keep()
      pump()
    })
  }

  return {
    nowMs: () => startMs + nowMs,
    monotonicMs: () => nowMs,
    uptimeMs: () => 3_600_000 + nowMs,
    at(ms, happen) {
      appointments.push({ atMs: ms, isEvent: true, keep: happen })
    },
    sleep(ms, signal) {
      return new Promise((resolve, reject) => {
        if (signal?.aborted) return reject(signal.reason)
        const appointment = { atMs: nowMs + ms, isEvent: false, keep: resolve }
        appointments.push(appointment)
        signal?.addEventListener('abort', () => {
          const index = appointments.indexOf(appointment)
          if (index >= 0) appointments.splice(index, 1)
          reject(signal.reason)
        })
        pump()
      })
    },
  }
}
