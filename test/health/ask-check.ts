import type { Finding } from '../../src/health/check.ts'
import type { HealthCheck, HealthQuestion, HealthWorld } from '../../src/health/health-check.ts'
import type { GatewayAnswer } from '../../src/openclaw/gateway-answer.ts'
import { createFakeUpdateHost, gateway } from '../doubles/fake-update-host.ts'

interface Circumstances {
  /** method → what its call brings; absent: nobody answers. */
  answers?: Record<string, unknown>
  /** How a call is refused, instead. */
  refusal?: GatewayAnswer
  question?: Partial<HealthQuestion>
  world?: Partial<HealthWorld>
  /** What the check wrote down in the baseline. */
  facts?: unknown
}

/** Asks one check of a gateway that is played. */
export async function askCheck(check: HealthCheck, circumstances: Circumstances = {}): Promise<Finding> {
  const { answers = {}, refusal, question, world, facts } = circumstances
  const host = createFakeUpdateHost('2026.9.6')
  const call = async (method: string): Promise<GatewayAnswer> => {
    if (refusal !== undefined) return refusal
    const value = answers[method]
    return value === undefined ? { kind: 'down', text: 'ECONNREFUSED' } : { kind: 'ok', value }
  }
  const asked = {
    gateway,
    expectedVersion: '2026.9.6',
    replaced: null,
    restartsBefore: null,
    agentCalls: ['status', 'cron.list', 'channels.status'],
    before: facts === undefined ? null : { [check.name]: facts },
    ...question,
    call,
    inTurn: <T>(task: () => Promise<T>) => task(),
  }
  return check.look({ ...host.world, ...world }, asked, AbortSignal.timeout(5_000))
}

/** What a check wrote down of these circumstances, as it comes back out of the journal. */
export async function factsOf(check: HealthCheck, circumstances: Circumstances): Promise<unknown> {
  const { facts } = await askCheck(check, circumstances)
  return JSON.parse(JSON.stringify(facts))
}
