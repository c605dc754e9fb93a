import { createPaint } from '../../notify/paint.ts'
import { clip, plainLine, widthOf } from '../../notify/plain-text.ts'
import { sayDuration } from '../../notify/words.ts'

const nameWidth = 10

/** One phase on one line of the terminal: its name, what it does or what came of it, and how long on the right. */
export function phaseLine(
  line: { phase: string; text: string; time: string },
  options: { colour: boolean; width: number },
): string {
  const paint = createPaint(options)
  const room = Math.max(10, options.width - nameWidth - line.time.length - 2)
  const text = clip(plainLine(line.text), room)
  const gap = ' '.repeat(Math.max(0, room - widthOf(text)) + 2)
  return `${paint('strong', line.phase.padEnd(nameWidth))}${text}${gap}${paint('quiet', line.time)}`
}

/** Elapsed time in whole seconds, so that a line ticks calmly. */
export function sayElapsed(milliseconds: number): string {
  return milliseconds < 10_000 ? `${Math.floor(milliseconds / 1000)} s` : sayDuration(milliseconds)
}
