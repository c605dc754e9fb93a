import { runOpenclaw } from '../../openclaw/cli-run.ts'
import { readGatewayAnswer } from '../../openclaw/gateway-answer.ts'
import type { Finding } from '../check.ts'
import type { HealthCheck } from '../health-check.ts'

const callTimeoutMs = 120_000
/** A few words there, one back. */
const request = [
  'infer',
  'model',
  'run',
  '--gateway',
  '--thinking',
  'off',
  '--prompt',
  'Reply with: OK',
  '--json',
]
const busy = /rate.?limit|overloaded|quota|\b(429|503|529)\b/i

/** One small call of the agent's model by way of the gateway; costs money, so only who asks for it gets it. */
export const modelCall: HealthCheck = {
  name: 'model-call',
  title: 'the model answers',
  weight: 'required',
  absolute: false,
  look: async (world, { gateway, inTurn }, signal): Promise<Finding> => {
    const answer = readGatewayAnswer(
      await inTurn(() => runOpenclaw(world, gateway, request, { timeoutMs: callTimeoutMs, signal })),
    )
    if (answer.kind === 'ok') return { answer: 'pass', reason: 'the model answers by way of the gateway' }
    const evidence = answer.text.split('\n')[0]?.slice(0, 300) ?? null
    if (answer.kind !== 'failed')
      return { answer: 'unknown', code: 'not-answered', reason: 'the way to the model is shut', evidence }
    if (busy.test(answer.text)) {
      const reason = 'the model’s provider is busy or out of quota'
      return { answer: 'unknown', code: 'model-busy', reason, evidence }
    }
    return {
      answer: 'fail',
      code: 'model-call-fails',
      reason: 'the model does not answer by way of the gateway',
      evidence,
      hint: 'openclaw models status',
    }
  },
}
