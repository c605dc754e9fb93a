import { z } from 'zod'

/** One thing done to the world: its facts are written down before it happens, so that a stranger can undo it. */
export interface Step<Input, Facts, Result> {
  /** kebab verb phrase, unique: `arm-exact-pass`. */
  name: string
  /** Human words for the same: "arm the copy at the stop". */
  summary: string
  timeoutMs: number
  /** Reads facts back from the journal. */
  facts: z.ZodType<Facts>
  /** Reads the world and returns all that `undo` will need, as plain JSON; changes nothing. */
  plan(input: Input): Promise<Facts>
  do(input: Input, facts: Facts, signal: AbortSignal): Promise<Result>
  /** Idempotent, tolerates a half-done `do`, reads only `facts`. Or the reason why there is nothing to undo. */
  undo: ((facts: Facts) => Promise<void>) | { nothing: string }
}

/** A step of which only the undo is of interest: what recovery looks up by name. */
export interface Undoable {
  name: string
  summary: string
  /** null: there is nothing to undo. */
  undo: ((facts: unknown) => Promise<void>) | null
}

/** Facts as the engine wrote them itself: trusted to be of the shape that their step gave them. */
export function journaled<Facts>(): z.ZodType<Facts> {
  return z.custom<Facts>(value => value !== undefined && value !== null)
}

export function undoable<Input, Facts, Result>(step: Step<Input, Facts, Result>): Undoable {
  const { name, summary, undo, facts } = step
  return { name, summary, undo: typeof undo === 'function' ? recorded => undo(facts.parse(recorded)) : null }
}
