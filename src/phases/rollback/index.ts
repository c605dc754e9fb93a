import { openRun } from '../../engine/run-handle.ts'
import { reasonOf } from '../../ports/errors.ts'
import type { Ending } from '../endings.ts'
import { collectEvidence } from '../evidence/index.ts'
import { note } from '../notes.ts'
import { putConfigBack } from '../remedy/set-config.ts'
import { disarm } from '../snapshot/index.ts'
import { tellOutcome } from '../tell-outcome.ts'
import { clearLeftovers } from '../update/clear-leftovers.ts'
import { findCause } from '../verify/find-cause.ts'
import { verifyRestored } from '../verify/stage.ts'
import type { Undertaking, Walk } from '../way.ts'
import { quarantineVersion } from './quarantine-version.ts'
import { describeAside, prepareRestore, restoreSteps } from './restore-steps.ts'
import { settleUpdaters } from './settle-updaters.ts'
import { startGateway, stopGateway } from './switch-gateway.ts'

/**
 * Takes everything back, program and state together. Once begun it is finished, not undone: after a crash it is begun
 * again from the plan that was written down, and a stop request does not interrupt it.
 */
export async function rollBack(asked: Walk, undertaking: Undertaking, reason: string): Promise<Ending> {
  const run = openRun(asked.engine, asked.run.id, new AbortController().signal)
  const walk: Walk = { ...asked, run }
  note(run, 'rollbackReason', reason)
  try {
    const plan = await run.phase('rollback', async () => {
      await run.step('rollback', settleUpdaters(walk), undertaking)
      await run.step('rollback', quarantineVersion(walk), { undertaking, reason })
      await collectEvidence(walk, 'rollback', { undertaking, reason, chapter: null })
      const plan = await run.resumeStep('rollback', prepareRestore(walk), undertaking)
      await run.step('rollback', disarm(walk), undertaking.gateway)
      await run.step('rollback', stopGateway(walk), undertaking)
      for (const step of restoreSteps(walk)) await run.step('rollback', step, plan)
      if ((undertaking.remedies ?? []).length > 0)
        await run.step('rollback', putConfigBack(walk), undertaking)
      await run.step('rollback', startGateway(walk), undertaking)
      return { value: plan, note: `${undertaking.from} is back in place` }
    })
    const verdict = await verifyRestored(walk, undertaking)
    const why = `the old version does not come up either: ${verdict.reason}`
    const ending: Ending =
      verdict.kind === 'well'
        ? { outcome: 'rolled-back', headline: `rolled back to ${undertaking.from}: ${reason}` }
        : stuck(why, findCause(verdict.checks)?.cure)
    void tellOutcome(walk, ending) // nobody waits for what is put away
    await run.step('rollback', describeAside(walk), plan)
    await clearLeftovers(walk.world, undertaking.gateway, run.id)
    if (verdict.kind !== 'well')
      await collectEvidence(walk, 'rollback', { undertaking, reason: why, chapter: 'after-rollback' })
    return ending
  } catch (error) {
    walk.world.log.error({ run: run.id, error }, 'rollback failed')
    return stuck(`the rollback did not finish: ${reasonOf(error)}`)
  }

  function stuck(why: string, first: string | null = null): Ending {
    const { path } = undertaking.point
    const again = `\`moltd recover\` to try again`
    const rescue = `\`sh ${path}/rescue.sh\``
    return {
      outcome: 'stuck',
      headline: why,
      nextStep:
        first === null
          ? `Run ${rescue}, or ${again}; the journal of ${undertaking.gateway.unit} says why it does not start.`
          : `${first} Then run ${again}, or ${rescue}.`,
    }
  }
}
