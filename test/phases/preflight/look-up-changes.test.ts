import { expect, test } from 'vitest'
import { conductRun } from '../../../src/phases/conduct-run.ts'
import type { Changelogs } from '../../../src/ports/change-digest.ts'
import { setVirtualStage } from '../../scenarios/virtual-stage.ts'

const never = new AbortController().signal

async function dryRunWith(changelogs: Changelogs) {
  const { moltd } = await setVirtualStage()
  return conductRun({ ...moltd.way, changelogs }, { trigger: 'manual', dryRun: true }, never)
}

const digest = {
  versions: ['2026.9.6'],
  breaking: [],
  security: [],
  notable: ['Updates: more.'],
  omitted: 3,
  url: null,
}

test('a report tells what the update brings', async () => {
  const asked: string[] = []
  const report = await dryRunWith({
    digest: async (from, to) => {
      asked.push(`${from} → ${to}`)
      return digest
    },
  })
  expect(report.changes).toEqual(digest)
  expect(asked).toEqual(['2026.9.5 → 2026.9.6'])
})

test('a changelog that does not come holds nobody up, and is no longer asked for', async () => {
  const asked: AbortSignal[] = []
  const report = await dryRunWith({
    digest: (_from, _to, signal) => {
      asked.push(signal)
      return new Promise(() => undefined)
    },
  })
  expect(report.outcome).toBe('updated')
  expect(report.changes).toBeNull()
  expect(asked.map(({ aborted }) => aborted)).toEqual([true])
})

test('a changelog that cannot be read is no failure of the run', async () => {
  const report = await dryRunWith({ digest: async () => Promise.reject(new Error('gone')) })
  expect(report.outcome).toBe('updated')
  expect(report.changes).toBeNull()
})
