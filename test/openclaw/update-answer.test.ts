import { expect, test } from 'vitest'
import { readGatewayAnswer } from '../../src/openclaw/gateway-answer.ts'
import { readUpdateAnswer } from '../../src/openclaw/update-answer.ts'
import { readAnswer } from '../doubles/read-answer.ts'

const printed = (stdout: string, more: { exitCode?: number; stderr?: string } = {}) =>
  readUpdateAnswer(
    readGatewayAnswer({
      exitCode: 0,
      signal: null,
      stdout,
      stderr: '',
      timedOut: false,
      startError: null,
      durationMs: 1,
      ...more,
    }),
  )

test('2026.9.4 under systemd hands over and names a run', () => {
  expect(printed(readAnswer('update-run-2026.9.4-handoff-started'))).toEqual({
    kind: 'handoff-started',
    runId: '242cba2f-e993-43ca-aaed-0f3ac4f05eb1',
    handoffId: '494dd42b-6ffe-4573-af4c-a1fcb4f6049c',
    pid: 682,
  })
})

test('2026.8.2 hands over without a run to ask for', () => {
  expect(printed(readAnswer('update-run-2026.8.2-handoff-started'))).toMatchObject({
    kind: 'handoff-started',
    runId: null,
    pid: 490,
  })
})

test('2026.9.4 in the foreground says what to run instead', () => {
  expect(printed(readAnswer('update-run-2026.9.4-foreground'))).toEqual({
    kind: 'handoff-unavailable',
    reason: 'managed-service-handoff-unavailable',
    command: 'openclaw update --yes',
  })
})

// The shape is read from the source of 2026.2.19, whose gateway runs npm itself.
test.each([
  [
    { status: 'ok', mode: 'npm', before: { version: '2026.2.17' }, after: { version: '2026.2.19' } },
    '',
    '2026.2.19',
  ],
  [{ status: 'error', mode: 'npm', reason: 'global-install-failed' }, 'global-install-failed', null],
  [{ status: 'skipped', mode: 'unknown', reason: 'not-git-install' }, 'not-git-install', null],
])('2026.2.x answers when npm is done: %j', (result, reason, after) => {
  const value = {
    ok: result.status !== 'error',
    result: { ...result, steps: [], durationMs: 1 },
    restart: null,
  }
  expect(printed(JSON.stringify(value))).toEqual({ kind: 'finished', status: result.status, reason, after })
})

test('a rate limit is a refusal', () => {
  const stderr = 'Gateway call failed: Error: rate limit exceeded for update.run; retry after 20s'
  expect(printed('', { exitCode: 1, stderr }).kind).toBe('refused')
})

test('an error that the gateway declares is a refusal', () => {
  expect(printed(readAnswer('call-invalid-request'), { exitCode: 1 }).kind).toBe('refused')
})

test('with nobody listening, nothing was sent', () => {
  expect(printed(readAnswer('call-not-reachable'), { exitCode: 1 }).kind).toBe('cannot-connect')
})

test('a connection that breaks off may have been heard', () => {
  const stderr = 'gateway closed (1006 abnormal closure (no close frame)): no close reason'
  expect(printed('', { exitCode: 1, stderr }).kind).toBe('unclear')
})

test('an answer of another shape may have been heard', () => {
  expect(printed('{"queued":true}').kind).toBe('unclear')
})
