import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openSqliteJournal } from '../../../src/adapters/sqlite-journal.ts'
import { recordUnbegun } from '../../../src/phases/report/unbegun.ts'
import { createFakeClock } from '../../doubles/fake-clock.ts'
import { temporaryFolder } from '../../engine/engine-fixture.ts'

const slot = {
  slotMs: Date.UTC(2026, 10, 23, 5),
  trigger: 'schedule',
  reason: 'its run did not begin: cannot read config.json5, token=abcdef123456',
} as const

test('a run that did not begin is a run in the history, without secrets, and its report is made once', () => {
  const journal = openSqliteJournal(join(temporaryFolder(), 'journal.sqlite'))
  const clock = createFakeClock()
  const report = recordUnbegun({ clock }, journal, slot)
  expect(report).toMatchObject({
    runId: '20261123-050000-none',
    outcome: 'untouched',
    trigger: 'schedule',
    headline:
      'no run for 2026-11-23 05:00 UTC: its run did not begin: cannot read config.json5, token=[redacted]',
  })
  expect(recordUnbegun({ clock }, journal, slot)).toBeNull()
  expect(journal.listRuns(9)).toHaveLength(1)
  journal.close()
})
