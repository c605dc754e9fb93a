import { expect, test } from 'vitest'
import { readUpdateCommandResult } from '../../src/openclaw/update-command-result.ts'
import { readAnswer } from '../doubles/read-answer.ts'

test('a failed install names its step and what npm said', () => {
  const result = readUpdateCommandResult(readAnswer('update-command-2026.9.4-install-failed'))
  expect(result).toMatchObject({ status: 'error', reason: 'global-install-failed', after: null })
  expect(result?.detail).toContain('SELF_SIGNED_CERT_IN_CHAIN')
})

test('the result is found behind other talk', () => {
  const stdout = 'Updating…\n{"status":"ok","steps":[],"downtimeMs":77551,"after":{"version":"2026.9.6"}}\n'
  expect(readUpdateCommandResult(stdout)).toEqual({
    status: 'ok',
    reason: null,
    after: '2026.9.6',
    downtimeMs: 77_551,
    detail: null,
  })
})

test('a command that was cut off has no result', () => {
  expect(readUpdateCommandResult('{"status":"o')).toBeNull()
})

test('2026.9.4 on a busy host gives up on its own verification and says so', () => {
  const result = readUpdateCommandResult(readAnswer('update-command-2026.9.4-verification-timed-out'))
  expect(result).toMatchObject({ status: 'error', reason: 'global-install-failed' })
  expect(result?.detail).toContain('Package rollback verification timed out')
})
