import { z } from 'zod'
import { findGatewayUrl } from '../../openclaw/gateway-address.ts'
import { probeGateway } from '../../openclaw/gateway-http.ts'
import type { Finding } from '../check.ts'
import type { HealthCheck, HealthWorld } from '../health-check.ts'
import { probeTimeoutMs } from '../probe-timeout.ts'
import { recall } from '../recall.ts'

const name = 'event-loop'
const latencyBefore = z.object({ latencyMs: z.number() })

const probes = 5
/** Slower than so, and many times slower than before, a person notices. */
const slowMs = 500
const muchSlower = 5

/** Whether the gateway answers at once; it may be busy for a while after its start, so this only advises. */
export const eventLoop: HealthCheck = {
  name,
  title: 'the gateway answers at once',
  weight: 'advisory',
  absolute: false,
  look: async (world, question): Promise<Finding> => {
    const url = await findGatewayUrl(world, question.gateway)
    const { readiness } = await probeGateway(world.http, url, probeTimeoutMs)
    if (readiness.kind === 'no-answer') return { answer: 'unknown', reason: 'the gateway does not answer' }
    const latencyMs = await medianLatency(world, url)
    const own = readiness.kind === 'answer' ? readiness.eventLoop : null
    const evidence = [
      `/healthz in ${latencyMs} ms`,
      ...(own === null ? [] : [`its event loop is up to ${Math.round(own.delayP99Ms)} ms late`]),
    ].join(', ')
    const facts = { latencyMs }
    const before = recall(question, name, latencyBefore)
    if (own?.degraded) {
      const reason = `the gateway says that its event loop is overloaded: ${own.reasons.join(', ')}`
      return { answer: 'fail', code: 'event-loop-degraded', reason, evidence, facts }
    }
    if (before !== null && latencyMs > slowMs && latencyMs > muchSlower * before.latencyMs) {
      const reason = `/healthz takes ${latencyMs} ms, ${before.latencyMs} ms before`
      return { answer: 'fail', code: 'gateway-slower', reason, evidence, facts }
    }
    return { answer: 'pass', reason: `it answers in ${latencyMs} ms`, evidence, facts }
  },
}

async function medianLatency({ http, clock }: HealthWorld, url: string): Promise<number> {
  const tookMs: number[] = []
  for (let probe = 0; probe < probes; probe += 1) {
    const startedMs = clock.monotonicMs()
    await http.get(`${url}/healthz`, { timeoutMs: 2_000 })
    tookMs.push(Math.round(clock.monotonicMs() - startedMs))
  }
  return tookMs.toSorted((one, other) => one - other)[Math.floor(probes / 2)] ?? 0
}
