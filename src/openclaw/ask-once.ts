import type { World } from '../ports/world.ts'
import type { Gateway } from './gateway.ts'
import type { GatewayAnswer } from './gateway-answer.ts'
import { callGateway } from './gateway-call.ts'

export type AskGateway = (
  method: string,
  params?: Readonly<Record<string, unknown>>,
) => Promise<GatewayAnswer>

const callTimeoutMs = 20_000
/** Each call is a Node of its own with 225 MB. */
const mostAtOnce = 2

/** Asks each question once, whoever wants the answer, and no more than two at the same time. */
export function askOnce(
  world: Pick<World, 'commands' | 'environment'>,
  gateway: Gateway,
  signal?: AbortSignal,
): AskGateway {
  const answers = new Map<string, Promise<GatewayAnswer>>()
  const waiting: (() => void)[] = []
  let running = 0
  const inTurn = async (ask: () => Promise<GatewayAnswer>) => {
    if (running < mostAtOnce) running += 1
    else await new Promise<void>(resolve => waiting.push(resolve))
    try {
      return await ask()
    } finally {
      const next = waiting.shift() // who waits takes over the place
      if (next === undefined) running -= 1
      else next()
    }
  }
  return (method, params) => {
    const question = JSON.stringify([method, params])
    const known = answers.get(question)
    if (known !== undefined) return known
    const options = { timeoutMs: callTimeoutMs, signal, ...(params === undefined ? {} : { params }) }
    const answer = inTurn(() => callGateway(world, gateway, method, options))
    answers.set(question, answer)
    return answer
  }
}
