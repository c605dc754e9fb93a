import { expect, test } from 'vitest'
import { rollbacksInARow } from '../../../src/phases/decide/rollbacks-in-a-row.ts'
import type { RunEntry } from '../../../src/ports/journal.ts'

/** Newest first; the run at index 0 began at 1000 and ended at 1005, the one before it at 900 … */
function runs(...outcomes: RunEntry['outcome'][]): RunEntry[] {
  return outcomes.map((outcome, index) => ({
    id: `r${index}`,
    trigger: 'schedule',
    startedAtMs: 1000 - index * 100,
    finishedAtMs: 1005 - index * 100,
    outcome,
    notes: {},
  }))
}

test('rollbacks count back to the last update that held', () => {
  expect(rollbacksInARow(runs('rolled-back', 'rolled-back', 'updated', 'rolled-back'), null)).toEqual({
    inARow: 2,
    lastMs: 1005,
  })
  expect(rollbacksInARow(runs('updated', 'rolled-back'), null)).toEqual({ inARow: 0, lastMs: null })
  expect(rollbacksInARow([], null)).toEqual({ inARow: 0, lastMs: null })
})

test('an update that ended stuck counts, one that touched nothing neither counts nor ends the row', () => {
  expect(rollbacksInARow(runs('untouched', 'stuck', 'untouched', 'rolled-back'), null)).toEqual({
    inARow: 2,
    lastMs: 905,
  })
})

test('what was before a person reset the count is forgiven', () => {
  expect(rollbacksInARow(runs('rolled-back', 'rolled-back', 'rolled-back'), 900)).toEqual({
    inARow: 1,
    lastMs: 1005,
  })
})
