import type { CheckAnswer, CheckResult } from '../../health/check.ts'
import { note, readNotes } from '../notes.ts'
import type { Walk } from '../way.ts'

/** What one look saw, for the evidence. */
export interface KeptLook {
  atMs: number
  answers: Readonly<Record<string, CheckAnswer>>
  /** Of those that did not pass: why. */
  reasons: Readonly<Record<string, string>>
}

const kept = 40

/** Adds a look to those that the journal has if an answer changed; of many, the last ones stay. */
export function keepLook({ run, engine, world }: Walk, look: readonly CheckResult[]): void {
  const before = readNotes(engine.journal.readRun(run.id)?.notes ?? {}).looks ?? []
  const answers = Object.fromEntries(look.map(({ name, answer }) => [name, answer]))
  if (JSON.stringify(before.at(-1)?.answers) === JSON.stringify(answers)) return
  const bad = look.filter(({ answer }) => answer !== 'pass')
  const reasons = Object.fromEntries(bad.map(({ name, reason }) => [name, reason]))
  note(run, 'looks', [...before, { atMs: world.clock.nowMs(), answers, reasons }].slice(-kept))
}
