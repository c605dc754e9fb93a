import type { Report } from '../../notify/report.ts'
import type { Journal } from '../../ports/journal.ts'
import { redactText } from '../../ports/redaction.ts'
import type { World } from '../../ports/world.ts'
import { note } from '../notes.ts'
import { readReport } from './index.ts'

export interface Unbegun {
  /** The time that the schedule named. */
  slotMs: number
  trigger: 'schedule' | 'catch-up'
  reason: string
}

/** A run that never began, written down as one that ended untouched, so that history and reports have it; null: it was written down before. */
export function recordUnbegun(
  { clock }: Pick<World, 'clock'>,
  journal: Journal,
  { slotMs, trigger, reason }: Unbegun,
): Report | null {
  const id = `${new Date(slotMs).toISOString().slice(0, 16).replaceAll(/[-:]/g, '').replace('T', '-')}00-none`
  if (journal.readRun(id)?.outcome) return null
  const nowMs = clock.nowMs()
  if (journal.readRun(id) === null) journal.beginRun({ id, trigger, atMs: nowMs })
  const run = { note: (name: string, value: unknown) => journal.note(id, name, value) }
  const message = redactText(reason)
  const due = new Date(slotMs).toISOString()
  note(run, 'headline', `no run for ${due.slice(0, 10)} ${due.slice(11, 16)} UTC: ${message}`)
  note(run, 'nextStep', 'Run `moltd doctor`: it asks everything that could keep a run from beginning.')
  journal.finishRun(id, 'untouched', nowMs)
  return readReport(journal, id)
}
