import { mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { watchRuns } from '../../src/adapters/run-watch.ts'
import { openSqliteJournal } from '../../src/adapters/sqlite-journal.ts'
import type { Outcome } from '../../src/ports/run.ts'
import { scratchRoot } from '../doubles/scratch-root.ts'

const critical = { id: 'cve', kind: 'vulnerable', severity: 'critical' }

test('a gateway is vulnerable from a run that found it so until one that left it behind', () => {
  const folder = mkdtempSync(join(scratchRoot, 'watch-'))
  const journal = openSqliteJournal(join(folder, 'journal.sqlite'))
  onTestFinished(() => {
    journal.close()
    rmSync(folder, { recursive: true })
  })
  const watch = watchRuns(folder)
  const end = (id: string, advisories: unknown, outcome: Outcome | null) => {
    journal.beginRun({ id, trigger: 'schedule', atMs: 1 })
    if (advisories !== null) journal.note(id, 'advisories', advisories)
    if (outcome !== null) journal.finishRun(id, outcome, 2)
    return watch.isVulnerable()
  }
  expect(watch.isVulnerable()).toBe(false)
  expect(end('one', [{ ...critical, severity: 'warning' }], 'held')).toBe(false)
  expect(end('two', [{ id: 'x', kind: 'breaking', severity: 'critical' }, critical], 'held')).toBe(true)
  expect(end('at work', [], null)).toBe(true)
  expect(end('three', [critical], 'updated')).toBe(false)
  expect(end('four', null, 'untouched')).toBe(false)
})
