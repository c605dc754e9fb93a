import type { Gateway } from '../openclaw/gateway.ts'
import type { GatewayAnswer } from '../openclaw/gateway-answer.ts'
import { callGateway } from '../openclaw/gateway-call.ts'
import type { World } from '../ports/world.ts'
import type { InTurn } from './turns.ts'

export type AskGateway = (
  method: string,
  params?: Readonly<Record<string, unknown>>,
) => Promise<GatewayAnswer>

/** On a busy machine a call that costs a second takes ten. */
const callTimeoutMs = 30_000

/**
 * Asks each question once, whoever wants the answer. When the way itself is shut, who still waits for a turn is told so
 * without going it: a gateway that is down costs 20 s a call.
 */
export function askOnce(
  world: Pick<World, 'commands' | 'environment'>,
  gateway: Gateway,
  inTurn: InTurn,
  signal?: AbortSignal,
): AskGateway {
  const answers = new Map<string, Promise<GatewayAnswer>>()
  let shut: GatewayAnswer | null = null
  return (method, params) => {
    const question = JSON.stringify([method, params])
    const known = answers.get(question)
    if (known !== undefined) return known
    const options = { timeoutMs: callTimeoutMs, signal, ...(params === undefined ? {} : { params }) }
    const answer = inTurn(async () => {
      if (shut !== null) return shut
      const given = await callGateway(world, gateway, method, options)
      if (isShut(given)) shut = given
      return given
    })
    answers.set(question, answer)
    return answer
  }
}

/** No other question would fare better. */
function isShut({ kind }: GatewayAnswer): boolean {
  return kind !== 'ok' && kind !== 'failed'
}
