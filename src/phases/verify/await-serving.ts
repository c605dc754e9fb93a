import { strangersBefore } from '../../health/checks/listener-owned.ts'
import { configExitStatus } from '../../health/checks/unit-active.ts'
import type { HealthQuestion } from '../../health/health-check.ts'
import { findStrangers, hasNewcomer, strangerPatienceMs } from '../../openclaw/port-strangers.ts'
import { observeServing, type Serving } from '../../openclaw/serving.ts'
import type { ServiceState } from '../../ports/supervisor.ts'
import type { Walk } from '../way.ts'

export type ServingAnswer = { kind: 'serving' } | { kind: 'given-up'; reason: string }

const pollMs = 500
/** So many automatic restarts in one wait are a crash loop. */
const crashLoopRestarts = 3
/** Without any sign of progress for so long, an overdue start is given up. */
const progressWindowMs = 60_000
/** Whatever progress it shows: no start takes longer. */
const hardLimitMs = 45 * 60_000

/**
 * Waits for the gateway to serve. Patient where there is progress (CPU time, changing start-up answers), quick where
 * there is none: exit 78, a crash loop or a dead unit end the wait at once.
 */
export async function awaitServing(walk: Walk, question: HealthQuestion): Promise<ServingAnswer> {
  const { world, run, settings } = walk
  const { gateway } = question
  const startedMs = world.clock.monotonicMs()
  let token = ''
  let movedMs = startedMs
  let revived = false
  let takenMs: number | null = null
  for (;;) {
    const [state, serving] = await Promise.all([
      world.supervisor.inspect(gateway.unit),
      observeServing(world, gateway),
    ])
    if (serving.kind === 'started' && state.active === 'active') return { kind: 'serving' }
    const isTaken = await isPortTaken(walk, question, state)
    takenMs = isTaken ? (takenMs ?? world.clock.monotonicMs()) : null
    const hopeless = findHopeless(state, question, takenMs === null ? 0 : world.clock.monotonicMs() - takenMs)
    if (hopeless !== null) return { kind: 'given-up', reason: hopeless }
    if (state.active === 'inactive' || state.active === 'failed') {
      // B3 of the failure catalogue: a clean exit leaves the unit dead; one start of ours, no more
      if (revived)
        return { kind: 'given-up', reason: `${gateway.unit} is ${state.active} again after it was started` }
      revived = true
      await world.supervisor.start(gateway.unit)
    }
    const nowMs = world.clock.monotonicMs()
    const nextToken = await progressToken(walk, state, serving)
    if (nextToken !== token) {
      token = nextToken
      movedMs = nowMs
    }
    const waitedMs = nowMs - startedMs
    if (waitedMs > hardLimitMs)
      return { kind: 'given-up', reason: `the gateway does not serve after ${minutes(waitedMs)}` }
    if (waitedMs > settings.readyBudgetMs && nowMs - movedMs > progressWindowMs) {
      return {
        kind: 'given-up',
        reason: `the gateway does not serve after ${minutes(waitedMs)}, and nothing moves: ${serving.note}`,
      }
    }
    world.narrator.tell({
      kind: 'waiting',
      phase: 'verify',
      text: `the gateway to serve on port ${gateway.port}: ${serving.note}`,
    })
    await world.clock.sleep(pollMs, run.signal)
  }
}

/** By somebody who was not there when the baseline was taken. */
async function isPortTaken(
  { world }: Walk,
  question: HealthQuestion,
  { mainPid }: ServiceState,
): Promise<boolean> {
  const before = strangersBefore(question)
  return before !== null && hasNewcomer(before, await findStrangers(world, question.gateway, mainPid))
}

function findHopeless(state: ServiceState, question: HealthQuestion, takenForMs: number): string | null {
  if (state.exitStatus === configExitStatus && state.active !== 'active') {
    return 'the gateway exits with 78: OpenClaw refuses its config or state, and starting again cannot help'
  }
  if (takenForMs >= strangerPatienceMs) return 'the gateway cannot serve while somebody else has its port'
  const restarts = state.restarts - (question.restartsBefore ?? 0)
  if (restarts >= crashLoopRestarts) return `the gateway restarted ${restarts} times by itself: a crash loop`
  return null
}

async function progressToken({ world }: Walk, state: ServiceState, serving: Serving): Promise<string> {
  const processes = await world.processes.list()
  const main = processes.find(process => process.pid === state.mainPid)
  return [
    state.active,
    state.mainPid,
    state.restarts,
    serving.kind,
    serving.note,
    Math.round((main?.cpuMs ?? 0) / 500),
  ].join(' ')
}

function minutes(ms: number): string {
  return ms < 120_000 ? `${Math.round(ms / 1000)} s` : `${Math.round(ms / 60_000)} min`
}
