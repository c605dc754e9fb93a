import { expect, test } from 'vitest'
import { readRunRecord } from '../../../src/openclaw/update-run-record.ts'
import { describeSight } from '../../../src/phases/update/describe-sight.ts'
import type { Sight } from '../../../src/phases/update/sight.ts'
import { createFakeUpdateHost, gateway } from '../../doubles/fake-update-host.ts'

const request = { gateway, from: '2026.9.4', to: '2026.9.6', idleLimitMs: 1, longestMs: 1 }
const updater = { pid: 1, parentPid: 1, startTicks: 1, argv: [], cpuMs: 0, writtenBytes: 0 }
const { unit } = createFakeUpdateHost('2026.9.4')
const serving: Sight = {
  program: { version: '2026.9.4', rootInode: 1, siblings: [] },
  unit,
  served: { kind: 'serving', version: '2026.9.4' },
  updaters: [updater],
  strangers: [],
  mainProcess: null,
  stateModifiedMs: 0,
}
const down: Sight = {
  ...serving,
  unit: { ...unit, active: 'inactive' },
  served: { kind: 'none', version: null },
}
const validating = readRunRecord({ run: { runId: 'x', status: 'running', phase: 'validating' } })
const say = (sight: Sight, idleMs = 0) =>
  describeSight({ label: 'update.run 700d57…', request }, sight, validating, idleMs)

test('while the old gateway serves, OpenClaw’s own word for the phase is used', () => {
  expect(say(serving)).toBe('update.run 700d57…: validating, the old gateway still serves')
})

test('behind the stop a record is old news: what can be seen is said', () => {
  const swapped = { ...down, program: { version: '2026.9.6', rootInode: 2, siblings: [] } }
  expect(say(swapped)).toBe('update.run 700d57…: finishing 2026.9.6, no gateway serves')
  const half = { ...down, program: { version: null, rootInode: null, siblings: ['.openclaw-x'] } }
  expect(say(half)).toBe('update.run 700d57…: the package is being swapped, no gateway serves')
})

test('a silence is said in steps of ten seconds', () => {
  expect(say(serving, 29_000)).not.toContain('no progress')
  expect(say(serving, 47_000)).toContain('no progress for 40 s')
})
