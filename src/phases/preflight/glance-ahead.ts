import { type AskGateway, askOnce } from '../../health/ask-once.ts'
import { createTurns } from '../../health/turns.ts'
import type { Gateway } from '../../openclaw/gateway.ts'
import type { Walk } from '../way.ts'
import { agentCalls } from './take-baseline.ts'

/** The agent's calls of a dry run, made while the registry is still being asked: they are most of what it takes. */
export interface Glance {
  /** The gateway is known: asks it. */
  begin(gateway: Gateway): void
  /** The answers; null: it was not begun. */
  answers(): AskGateway | null
}

/** Takes back, at the end, what nobody waits for any more. */
export async function glancingAhead<T>(
  { world, run }: Pick<Walk, 'world' | 'run'>,
  work: (glance: Glance) => Promise<T>,
): Promise<T> {
  const over = new AbortController()
  let ask: AskGateway | null = null
  const begun: Promise<unknown>[] = []
  try {
    return await work({
      begin: gateway => {
        const signal = AbortSignal.any([run.signal, over.signal])
        const call = askOnce(world, gateway, createTurns(agentCalls.length), signal)
        begun.push(...agentCalls.map(method => call(method)))
        ask = call
      },
      answers: () => ask,
    })
  } finally {
    over.abort(new Error('the dry run is over'))
    // Cut off, they reject; whoever wanted an answer has it.
    await Promise.allSettled(begun)
  }
}
