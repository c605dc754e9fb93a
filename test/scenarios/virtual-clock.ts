import type { Clock } from '../../src/ports/clock.ts'

export interface VirtualClock extends Clock {
  /** Real work goes on meanwhile: time stands still until it is done. */
  during<T>(work: Promise<T>): Promise<T>
  /** Something that happens by itself at that time, whether or not anybody waits. */
  after(ms: number, happen: () => Promise<void>): void
}

interface Appointment {
  atMs: number
  keep(): void
}

/** Turns of the event loop without any work before time may jump: promises in between settle first. */
const quietTurns = 3

/** A clock that jumps to the next appointment as soon as everybody sleeps and no real work is under way. */
export function createVirtualClock(startMs = 1_795_000_000_000): VirtualClock {
  let nowMs = 0
  let busy = 0
  let isPumping = false
  const appointments: Appointment[] = []

  function pump(quiet = 0): void {
    if (isPumping && quiet === 0) return
    isPumping = true
    setImmediate(() => {
      if (appointments.length === 0) {
        isPumping = false
        return
      }
      if (busy > 0 || quiet < quietTurns) return pump(busy > 0 ? 1 : quiet + 1)
      appointments.sort((one, other) => one.atMs - other.atMs)
      const next = appointments.shift()
      nowMs = Math.max(nowMs, next?.atMs ?? 0)
      next?.keep()
      pump(1)
    })
  }

  function meet(ms: number, keep: () => void): Appointment {
    const appointment = { atMs: nowMs + ms, keep }
    appointments.push(appointment)
    pump()
    return appointment
  }

  const clock: VirtualClock = {
    nowMs: () => startMs + nowMs,
    monotonicMs: () => nowMs,
    uptimeMs: () => 3_600_000 + nowMs,
    during: async work => {
      busy += 1
      try {
        return await work
      } finally {
        busy -= 1
      }
    },
    after: (ms, happen) => {
      meet(ms, () => void clock.during(happen()))
    },
    sleep: (ms, signal) =>
      new Promise((resolve, reject) => {
        if (signal?.aborted) return reject(signal.reason)
        const appointment = meet(ms, resolve)
        signal?.addEventListener('abort', () => {
          const index = appointments.indexOf(appointment)
          if (index >= 0) appointments.splice(index, 1)
          reject(signal.reason)
        })
      }),
  }
  return clock
}
