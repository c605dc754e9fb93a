import { expect, test } from 'vitest'
import { agentWay } from '../../../src/health/checks/agent-way.ts'
import type { GatewayAnswer } from '../../../src/openclaw/gateway-answer.ts'
import { askCheck } from '../ask-check.ts'

const text = 'SECURITY ERROR: Gateway URL "ws://100.122.114.36:18789" uses plaintext ws://'

test('it is open when every call is answered', async () => {
  const answers = { status: {}, 'cron.list': { jobs: [] }, 'channels.status': {} }
  expect(await askCheck(agentWay, { answers })).toMatchObject({ answer: 'pass' })
})

test('one call that fails shuts it, though the others work', async () => {
  const answers = { status: {}, 'cron.list': { jobs: [] } }
  expect(await askCheck(agentWay, { answers })).toMatchObject({ answer: 'fail' })
})

test.each<[GatewayAnswer, string]>([
  [{ kind: 'blocked', text }, 'cli-blocked'],
  [{ kind: 'locked-out', text: 'gateway closed (1008): pairing required' }, 'locked-out'],
  [{ kind: 'protocol', text: 'protocol mismatch' }, 'protocol-mismatch'],
  [{ kind: 'not-gateway', text: 'gateway rejected websocket upgrade (HTTP 200)' }, 'not-gateway'],
  [{ kind: 'config-invalid', text: 'Config invalid' }, 'config-invalid'],
  [{ kind: 'timeout', text: 'gateway timeout' }, 'gateway-slow'],
  [{ kind: 'failed', exitCode: 1, text: 'UNAVAILABLE' }, 'call-fails'],
])('%j is %s', async (refusal, code) => {
  expect(await askCheck(agentWay, { refusal })).toMatchObject({ answer: 'fail', code })
})

test('silence of a gateway that is down is another thing than a CLI that dials the wrong address', async () => {
  const silent = async () => ({ kind: 'no-answer', reason: 'ECONNREFUSED' }) as const
  const refusal: GatewayAnswer = { kind: 'down', text: 'Gateway not reachable (ECONNREFUSED).' }
  expect(await askCheck(agentWay, { refusal, world: { http: { get: silent } } })).toMatchObject({
    code: 'gateway-down',
  })
  expect(await askCheck(agentWay, { refusal })).toMatchObject({ answer: 'fail', code: 'cli-astray' })
  const slow: GatewayAnswer = { kind: 'down', text: 'Gateway not reachable (ETIMEDOUT).' }
  expect(await askCheck(agentWay, { refusal: slow })).toMatchObject({ code: 'gateway-down' })
})
