import type { Clock } from '../../ports/clock.ts'
import type { Narrator } from '../../ports/narrator.ts'
import { createPlainNarrator } from './plain-narrator.ts'

export interface TerminalNarrator extends Narrator {
  /** Leaves the terminal to somebody else, a question for one, and goes on when that is done. */
  aside<T>(work: () => Promise<T>): Promise<T>
  /** Ends what is on the screen and gives the cursor back; later events are not heard. */
  close(): Promise<void>
}

export interface TerminalOptions {
  /** Standard error: standard output is for results. */
  stream: NodeJS.WriteStream
  isTerminal: boolean
  colour: boolean
  clock: Clock
}

/** Shows how a run goes: on a terminal live, in a pipe as plain lines. */
export async function createNarrator(options: TerminalOptions): Promise<TerminalNarrator> {
  if (!options.isTerminal) return createPlainNarrator(options)
  const { createLiveNarrator } = await import('./live-narrator.ts') // what it loads is for terminals only
  return createLiveNarrator(options)
}
