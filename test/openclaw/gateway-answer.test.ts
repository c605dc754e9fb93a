import { expect, test } from 'vitest'
import { readGatewayAnswer } from '../../src/openclaw/gateway-answer.ts'
import type { CommandResult } from '../../src/ports/commands.ts'

const ended = (result: Partial<CommandResult>): CommandResult => ({
  ...{ exitCode: 1, signal: null, stdout: '', stderr: '', timedOut: false, startError: null, durationMs: 5 },
  ...result,
})
const cliError = (error: Record<string, unknown>) =>
  ended({ stdout: JSON.stringify({ ok: false, error }, null, 2) })

test('a value is the value, also when warnings come before it', () => {
  const stdout = '(node:1) Warning: something\n{\n  "ok": true,\n  "jobs": [{ "id": 1 }]\n}\n'
  expect(readGatewayAnswer(ended({ exitCode: 0, stdout }))).toEqual({
    kind: 'ok',
    value: { ok: true, jobs: [{ id: 1 }] },
  })
})

test("a method's own value may say ok: false", () => {
  const value = { ok: false, result: { status: 'skipped', reason: 'managed-service-handoff-unavailable' } }
  expect(readGatewayAnswer(ended({ exitCode: 0, stdout: JSON.stringify(value) }))).toEqual({
    kind: 'ok',
    value,
  })
})

test('success without any JSON is no answer', () => {
  expect(readGatewayAnswer(ended({ exitCode: 0, stdout: 'done' })).kind).toBe('failed')
})

// The texts are those of OpenClaw 2026.9.5 and, where it has no JSON, 2026.2.19.
test.each<[string, CommandResult, string]>([
  [
    'a refused connection is down',
    cliError({
      type: 'gateway_transport_error',
      kind: 'closed',
      message: 'Gateway not reachable at ws://127.0.0.1:18869 (ECONNREFUSED).',
    }),
    'down',
  ],
  [
    'a closed connection without a policy code is down',
    ended({ stderr: 'Error: gateway closed (1006 abnormal closure (no close frame)): no close reason' }),
    'down',
  ],
  [
    'a gateway that is about to restart takes nobody in, and is down',
    cliError({
      type: 'cli_error',
      message: 'gateway rejected websocket upgrade (HTTP 503): Gateway websocket admission closed',
    }),
    'down',
  ],
  [
    'a page in the place of the gateway is none',
    cliError({
      type: 'gateway_request_error',
      code: 'UNAVAILABLE',
      message: 'gateway rejected websocket upgrade (HTTP 200): <!doctype html>',
    }),
    'not-gateway',
  ],
  [
    'plaintext to another address is blocked',
    cliError({
      type: 'cli_error',
      message:
        'SECURITY ERROR: Gateway URL "ws://100.1.1.1:1" uses plaintext ws:// to a non-loopback address.\nCredentials and chat data would be exposed',
    }),
    'blocked',
  ],
  [
    'so it is in the old wording on stderr',
    ended({
      stderr:
        'gateway connect failed: Error: SECURITY ERROR: Gateway URL "ws://100.122.114.36:18789" uses plaintext ws:// to a non-loopback address.',
    }),
    'blocked',
  ],
  [
    'a wrong token is locked out',
    cliError({
      type: 'gateway_request_error',
      code: 'INVALID_REQUEST',
      message:
        "unauthorized: gateway token mismatch (use this gateway's gateway.auth.token or pair the device)",
    }),
    'locked-out',
  ],
  [
    'a wrong device token is locked out',
    ended({
      stderr: 'gateway closed (1008): unauthorized: device token mismatch (rotate/reissue device token)',
    }),
    'locked-out',
  ],
  ['a missing scope is locked out', ended({ stderr: 'Error: missing scope: operator.read' }), 'locked-out'],
  [
    'a missing pairing is locked out',
    ended({ stderr: 'gateway closed (1008): pairing required' }),
    'locked-out',
  ],
  [
    'absent credentials are locked out',
    cliError({
      type: 'gateway_credentials_required',
      message: 'gateway health requires credentials before opening a websocket',
    }),
    'locked-out',
  ],
  [
    'other protocol versions are told apart',
    ended({ stderr: 'gateway closed (1002): protocol mismatch client=moltd v2026.9.6 min=3 max=3' }),
    'protocol',
  ],
  [
    'an invalid config is told apart, whatever it made of the call',
    ended({
      stderr: 'OpenClaw config is invalid\nFile: /home/claw/.openclaw/openclaw.json',
      stdout: JSON.stringify({
        ok: false,
        error: { type: 'gateway_credentials_required', message: 'requires credentials' },
      }),
    }),
    'config-invalid',
  ],
  [
    'a gateway that does not answer in time is a timeout',
    cliError({ type: 'gateway_transport_error', kind: 'timeout', message: 'gateway timeout after 1ms' }),
    'timeout',
  ],
  ['so is a CLI that does not end', ended({ exitCode: null, signal: 'SIGKILL', timedOut: true }), 'timeout'],
  [
    'an unknown method has failed',
    cliError({ type: 'gateway_request_error', code: 'INVALID_REQUEST', message: 'unknown method: no.such' }),
    'failed',
  ],
  ['a CLI that cannot start has failed', ended({ exitCode: null, startError: 'ENOENT' }), 'failed'],
])('%s', (_title, result, kind) => {
  expect(readGatewayAnswer(result).kind).toBe(kind)
})

test('a failure keeps its exit code and text, without secrets', () => {
  const token = 'f2523025ef232107eef6ab55bbbc0219f61652b047b73ecb'
  const answer = readGatewayAnswer(ended({ exitCode: 7, stderr: `odd: --token ${token} ${token}` }))
  expect(answer).toEqual({ kind: 'failed', exitCode: 7, text: 'odd: --token [redacted] [redacted]' })
})
