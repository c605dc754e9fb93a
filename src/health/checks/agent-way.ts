import type { GatewayAnswer } from '../../openclaw/gateway-answer.ts'
import { observeServing } from '../../openclaw/serving.ts'
import type { Finding } from '../check.ts'
import type { AskedQuestion, HealthCheck, HealthWorld } from '../health-check.ts'

type Refusal = Exclude<GatewayAnswer, { kind: 'ok' }>

/** CLI → loopback → RPC, as an agent's tool does it: the way that was refused while everything else looked fine. */
export const agentWay: HealthCheck = {
  name: 'agent-way',
  title: 'the agent reaches its gateway',
  weight: 'required',
  absolute: false,
  look: async (world, question): Promise<Finding> => {
    const { agentCalls, call } = question
    const answers = await Promise.all(
      agentCalls.map(async method => ({ method, answer: await call(method) })),
    )
    for (const { method, answer } of answers) {
      if (answer.kind === 'down') return explainSilence(world, question, method, answer)
      if (answer.kind !== 'ok') return explain(method, answer, question.gateway.unit)
    }
    return { answer: 'pass', reason: `the agent's calls are answered (${agentCalls.join(', ')})` }
  },
}

/** Nobody answers the CLI; does the gateway answer anybody? */
async function explainSilence(
  world: HealthWorld,
  { gateway }: AskedQuestion,
  method: string,
  refusal: Refusal,
): Promise<Finding> {
  const serving = await observeServing(world, gateway)
  if (serving.kind !== 'started' || !/ECONNREFUSED|EHOSTUNREACH/.test(refusal.text))
    return explain(method, refusal, gateway.unit)
  return {
    answer: 'fail',
    code: 'cli-astray',
    reason: 'the CLI dials an address at which the gateway does not listen, although it serves elsewhere',
    evidence: firstLine(refusal.text),
    hint: 'openclaw config get gateway.bind',
  }
}

function explain(method: string, refusal: Refusal, unit: string): Finding {
  const fail = (code: string, reason: string, hint: string): Finding => ({
    answer: 'fail',
    code,
    reason,
    evidence: firstLine(refusal.text),
    hint,
  })
  switch (refusal.kind) {
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
    case 'not-gateway':
      return fail(
        'not-gateway',
        'something else answers in the place of the gateway: a page, not a gateway',
        `systemctl --user status ${unit}`,
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
        `${method} fails (exit ${refusal.exitCode ?? 'none'})`,
        `openclaw gateway call ${method}`,
      )
  }
}

function firstLine(text: string): string | null {
  return text.split('\n')[0]?.slice(0, 300) ?? null
}
