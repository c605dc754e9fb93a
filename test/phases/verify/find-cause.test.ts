import { expect, test } from 'vitest'
import type { CheckResult } from '../../../src/health/check.ts'
import { findCause } from '../../../src/phases/verify/find-cause.ts'
import { result } from '../../health/a-result.ts'

const taken = failed('listener-owned', {
  code: 'port-taken',
  reason: 'port 18789 is taken by process 7, which does not belong to openclaw-gateway.service',
  hint: 'ps -fp 7',
})
const said = failed('journal', {
  reason: 'new in the journal: OpenClaw refuses its config',
  evidence: 'Config invalid: tools.codeMode',
})

test('a stranger on the port is the cause, and to be ended first', () => {
  expect(findCause([said, taken])).toEqual({
    reason: taken.reason,
    cure: 'End what holds the port (`ps -fp 7` shows it).',
  })
})

test('else it is what the gateway itself said', () => {
  expect(findCause([said])).toEqual({ reason: 'it said: Config invalid: tools.codeMode', cure: null })
})

test('that nobody listens is no cause, nor is what passes', () => {
  const nobody = failed('listener-owned', { reason: 'nobody listens on port 18789' })
  expect(findCause([nobody, { ...said, answer: 'pass' }])).toBeNull()
})

function failed(name: string, finding: Partial<CheckResult>): CheckResult {
  return { ...result('fail', 'required', name), ...finding }
}
