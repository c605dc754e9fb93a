import { expect, test } from 'vitest'
import { isTerminal, readRunRecord } from '../../src/openclaw/update-run-record.ts'
import { readAnswer } from '../doubles/read-answer.ts'

test('a failed run says why, where, and what to do next', () => {
  const record = readRunRecord(JSON.parse(readAnswer('run-2026.9.4-failed')))
  expect(record).toMatchObject({
    status: 'failed',
    phase: 'finished',
    reason: 'managed-service-preflight',
    step: 'managed-service-preflight',
    before: '2026.9.4',
    after: null,
    downtimeMs: null,
  })
  expect(record?.nextAction).toContain('openclaw triage')
  expect(record && isTerminal(record)).toBe(true)
})

test('a status that nobody has seen yet is a run under way', () => {
  const record = readRunRecord({ run: { runId: 'x', status: 'hatching', phase: 'egg' } })
  expect(record && isTerminal(record)).toBe(false)
})

test('an error answer is no record', () => {
  expect(readRunRecord(JSON.parse(readAnswer('call-invalid-request')))).toBeNull()
})

test('a run that succeeded says from where to where', () => {
  expect(readRunRecord(JSON.parse(readAnswer('run-2026.9.5-succeeded')))).toMatchObject({
    status: 'succeeded',
    phase: 'finished',
    before: '2026.9.5',
    after: '2026.9.6',
  })
})
