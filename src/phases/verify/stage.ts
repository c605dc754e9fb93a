import { ownTroubles } from '../../health/checks/message-round-trip.ts'
import { factsOf, type HealthQuestion } from '../../health/health-check.ts'
import { openRoundTrip } from '../../health/round-trip.ts'
import type { Verdict } from '../../health/verdict.ts'
import { resolveGateway } from '../../openclaw/discover.ts'
import type { Gateway } from '../../openclaw/gateway.ts'
import { note, readNotes } from '../notes.ts'
import type { Undertaking, Walk } from '../way.ts'
import { type VerifyRequest, verify as verifyGateway } from './index.ts'

/** What the agent needs every day; each loads code that a bare health answer does not. */
const agentCalls = ['status', 'cron.list', 'channels.status']

/** Verdict on the new version. */
export async function verify(walk: Walk, undertaking: Undertaking): Promise<Verdict> {
  const { run } = walk
  return run.phase('verify', async () => {
    const verdict = await verifyGateway(walk, await requestOf(walk, undertaking))
    note(run, 'verdict', verdict)
    return { value: verdict, note: `${verdict.kind}: ${verdict.reason}`, failed: verdict.kind !== 'well' }
  })
}

/** What to ask of the new version, as its gateway is now. */
export async function requestOf(walk: Walk, undertaking: Undertaking): Promise<VerifyRequest> {
  const { from, to, baseline, replaced, restarts, startedAtMs } = undertaking
  const question = await ask(walk, await rediscover(walk, undertaking), undertaking, to, restarts)
  return {
    question: { ...question, replaced },
    baseline,
    userFacts: { when: 'after', runId: walk.run.id, from, to },
    sinceMs: startedAtMs,
  }
}

/** Verdict on the old version after a rollback, as strict as on the new one. */
export async function verifyRestored(walk: Walk, undertaking: Undertaking): Promise<Verdict> {
  const { run } = walk
  return run.phase('verify', async () => {
    const question = await ask(walk, undertaking.gateway, undertaking, undertaking.from, 0)
    const roundTrip = couldSpeak(walk) ? (question.roundTrip ?? null) : null
    const verdict = await verifyGateway(walk, {
      question: { ...question, roundTrip },
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

/** What moltd had no way to ask of the new version would say nothing of the old one, and nobody is stuck for it. */
function couldSpeak({ run, engine }: Walk): boolean {
  const { verdict } = readNotes(engine.journal.readRun(run.id)?.notes ?? {})
  return verdict?.checks.every(({ code }) => !ownTroubles.includes(code ?? '')) ?? true
}

async function ask(
  { world, settings }: Walk,
  gateway: Gateway,
  { baseline }: Undertaking,
  expectedVersion: string,
  restarts: number,
): Promise<HealthQuestion> {
  const now = await world.supervisor.inspect(gateway.unit)
  // one restart may be the updater's own; more of them, before we even looked, are a crash loop that has begun
  const restartsBefore = now.restarts <= restarts + 1 ? now.restarts : restarts
  const before = factsOf(baseline)
  const roundTrip = settings.roundTrip && openRoundTrip(world, settings.roundTrip)
  const { modelCall } = settings
  return {
    gateway,
    expectedVersion,
    replaced: null,
    restartsBefore,
    agentCalls,
    before,
    modelCall,
    roundTrip,
  }
}

/** The update may have rewritten the unit: what serves now is read from it anew; if that fails, the old facts must do. */
async function rediscover({ world }: Walk, { gateway }: Undertaking): Promise<Gateway> {
  return resolveGateway(world, gateway.unit).catch(error => {
    world.log.warn({ error }, 'cannot read the unit after the update')
    return gateway
  })
}
