import { plainLine } from '../../notify/plain-text.ts'
import { sayDuration } from '../../notify/words.ts'
import type { Clock } from '../../ports/clock.ts'
import type { Narration } from '../../ports/narrator.ts'
import type { TerminalNarrator } from './progress.ts'

const repeatAfterMs = 30_000

/** One line with its time for each event that matters; the same wait is told once every 30 seconds. */
export function createPlainNarrator(options: {
  stream: Pick<NodeJS.WriteStream, 'write'>
  clock: Pick<Clock, 'nowMs' | 'monotonicMs'>
}): TerminalNarrator {
  const { stream, clock } = options
  const toldMs = new Map<string, number>()
  let closed = false

  return {
    tell: event => {
      const text = closed ? null : lineOf(event)
      if (text === null || (event.kind === 'waiting' && isRepeated(event))) return
      const time = new Date(clock.nowMs()).toISOString().slice(0, 19)
      stream.write(`${time}Z  ${event.phase.padEnd(9)}  ${plainLine(text)}\n`)
    },
    aside: work => work(),
    close: async () => {
      closed = true
    },
  }

  function isRepeated({ phase, text }: Narration & { kind: 'waiting' }): boolean {
    const key = `${phase} ${text}`
    const nowMs = clock.monotonicMs()
    const before = toldMs.get(key)
    if (before !== undefined && nowMs - before < repeatAfterMs) return true
    toldMs.set(key, nowMs)
    return false
  }
}

function lineOf(event: Narration): string | null {
  switch (event.kind) {
    case 'phase-started':
      return 'begins'
    case 'phase-ended': {
      const note = event.note === '' ? '' : `: ${event.note}`
      return `${event.status} after ${sayDuration(event.durationMs)}${note}`
    }
    case 'step-started':
      return event.summary
    case 'step-ended':
      return event.status === 'done'
        ? null
        : `${event.step}: ${event.status} after ${sayDuration(event.durationMs)}`
    case 'waiting':
      return `waits for ${event.text}`
  }
}
