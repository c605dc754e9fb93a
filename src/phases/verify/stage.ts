import type { HealthQuestion } from '../../health/health-check.ts'
import type { Verdict } from '../../health/verdict.ts'
import { resolveGateway } from '../../openclaw/discover.ts'
import type { Gateway } from '../../openclaw/gateway.ts'
import { note } from '../notes.ts'
import type { Undertaking, Walk } from '../way.ts'
import { verify as verifyGateway } from './index.ts'

/** What the agent needs every day; each loads code that a bare health answer does not. */
const agentCalls = ['status', 'cron.list', 'channels.status']

/** Verdict on the new version. */
export async function verify(walk: Walk, undertaking: Undertaking): Promise<Verdict> {
  const { run } = walk
  return run.phase('verify', async () => {
    const gateway = await rediscover(walk, undertaking)
    const question = await ask(walk, gateway, undertaking.to, undertaking.restarts)
    const verdict = await verifyGateway(walk, {
      question: { ...question, replaced: undertaking.replaced },
      baseline: undertaking.baseline,
      userFacts: { when: 'after', runId: run.id, from: undertaking.from, to: undertaking.to },
      sinceMs: undertaking.startedAtMs,
    })
    note(run, 'verdict', verdict)
    return { value: verdict, note: `${verdict.kind}: ${verdict.reason}`, failed: verdict.kind !== 'well' }
  })
}

/** Verdict on the old version after a rollback, as strict as on the new one. */
export async function verifyRestored(walk: Walk, undertaking: Undertaking): Promise<Verdict> {
  const { run } = walk
  return run.phase('verify', async () => {
    const question = await ask(walk, undertaking.gateway, undertaking.from, 0)
    const verdict = await verifyGateway(walk, {
      question,
      baseline: undertaking.baseline,
      userFacts: { when: 'after-rollback', runId: run.id, from: undertaking.to, to: undertaking.from },
      sinceMs: undertaking.startedAtMs,
    })
    note(run, 'rollbackVerdict', verdict)
    return {
      value: verdict,
      note: `${undertaking.from} is ${verdict.kind}: ${verdict.reason}`,
      failed: verdict.kind !== 'well',
    }
  })
}

async function ask(
  { world }: Walk,
  gateway: Gateway,
  expectedVersion: string,
  restarts: number,
): Promise<HealthQuestion> {
  const now = await world.supervisor.inspect(gateway.unit)
  // one restart may be the updater's own; more of them, before we even looked, are a crash loop that has begun
  const restartsBefore = now.restarts <= restarts + 1 ? now.restarts : restarts
  return { gateway, expectedVersion, replaced: null, restartsBefore, agentCalls }
}

/** The update may have rewritten the unit: what serves now is read from it anew; if that fails, the old facts must do. */
async function rediscover({ world }: Walk, { gateway }: Undertaking): Promise<Gateway> {
  return resolveGateway(world, gateway.unit).catch(error => {
    world.log.warn({ error }, 'cannot read the unit after the update')
    return gateway
  })
}
