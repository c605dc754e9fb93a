import type { GatewayAnswer } from '../../openclaw/gateway-answer.ts'
import { callGateway } from '../../openclaw/gateway-call.ts'
import type { Finding } from '../check.ts'
import type { HealthCheck } from '../health-check.ts'

const callTimeoutMs = 20_000

/** CLI → loopback → RPC, as an agent's tool does it: the way that was refused while everything else looked fine. */
export const agentWay: HealthCheck = {
  name: 'agent-way',
  title: 'the agent reaches its gateway',
  weight: 'required',
  absolute: false,
  look: async (world, { gateway, agentCalls }, signal): Promise<Finding> => {
    for (const method of agentCalls) {
      const answer = await callGateway(world, gateway, method, { timeoutMs: callTimeoutMs, signal })
      if (answer.kind !== 'ok') return explain(method, answer, gateway.unit)
    }
    return { answer: 'pass', reason: `the agent's calls are answered (${agentCalls.join(', ')})` }
  },
}

function explain(method: string, answer: Exclude<GatewayAnswer, { kind: 'ok' }>, unit: string): Finding {
  const evidence = answer.text.split('\n')[0]?.slice(0, 300) ?? null
  const fail = (code: string, reason: string, hint: string): Finding => ({
    answer: 'fail',
    code,
    reason,
    evidence,
    hint,
  })
  switch (answer.kind) {
    case 'blocked':
      return fail(
        'cli-blocked',
        'CLI blocked: OpenClaw refuses plaintext ws:// to its own gateway, so every tool call of the agent fails',
        'openclaw config set gateway.bind loopback, then openclaw gateway restart',
      )
    case 'locked-out':
      return fail(
        'locked-out',
        'locked out: the gateway is alive and refuses the agent’s token, pairing or scope',
        'openclaw devices list, then approve the device',
      )
    case 'protocol':
      return fail(
        'protocol-mismatch',
        'the CLI and the gateway speak different protocol versions',
        `systemctl --user restart ${unit}`,
      )
    case 'config-invalid':
      return fail('config-invalid', 'OpenClaw refuses its config', 'openclaw doctor --fix')
    case 'down':
      return fail('gateway-down', `the gateway does not answer ${method}`, `systemctl --user status ${unit}`)
    case 'timeout':
      return fail(
        'gateway-slow',
        `the gateway takes too long to answer ${method}`,
        `systemctl --user status ${unit}`,
      )
    case 'failed':
      return fail(
        'call-fails',
        `${method} fails (exit ${answer.exitCode ?? 'none'})`,
        `openclaw gateway call ${method}`,
      )
  }
}
