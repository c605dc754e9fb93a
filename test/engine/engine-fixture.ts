import { mkdtempSync, rmSync } from 'node:fs'

import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { systemClock } from '../../src/adapters/clock.ts'
import { openSqliteJournal } from '../../src/adapters/sqlite-journal.ts'
import type { EngineParts } from '../../src/engine/run-handle.ts'
import type { Narration } from '../../src/ports/narrator.ts'
import { quietLog } from '../doubles/quiet-log.ts'
import { scratchRoot } from '../doubles/scratch-root.ts'

export function temporaryFolder(): string {
  const folder = mkdtempSync(join(scratchRoot, 'moltd-test-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** Engine parts on a real journal file. */
export function engineParts(folder: string): EngineParts & { told: Narration[] } {
  const journal = openSqliteJournal(join(folder, 'journal.sqlite'))
  onTestFinished(() => journal.close())
  const told: Narration[] = []
  return { journal, clock: systemClock, narrator: { tell: event => told.push(event) }, log: quietLog, told }
}
