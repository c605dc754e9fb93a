import { reasonOf } from '../../ports/errors.ts'
import type { Ending } from '../endings.ts'
import { note } from '../notes.ts'
import { rollBack } from '../rollback/index.ts'
import { awaitServing } from '../verify/await-serving.ts'
import { requestOf } from '../verify/stage.ts'
import type { Undertaking, Walk } from '../way.ts'
import { applyRemedy } from './set-config.ts'

export type Cured = { kind: 'go-on'; undertaking: Undertaking } | { kind: 'taken-back'; ending: Ending }

/** Applies what the run is to apply before it updates; a gateway that does not come up with it never sees the update. */
export async function cure(walk: Walk, undertaking: Undertaking): Promise<Cured> {
  const { run, world } = walk
  const { gateway, remedies = [] } = undertaking
  if (remedies.length === 0) return { kind: 'go-on', undertaking }
  const complaint = await run.phase('remedy', async () => {
    const why = await run.step('remedy', applyRemedy(walk), undertaking).then(
      () => whyNotServing(walk, undertaking),
      (error: unknown) => {
        if (run.signal.aborted) throw error
        return reasonOf(error)
      },
    )
    return {
      value: why,
      note: why ?? `${remedies.join(', ')} applied, and the gateway serves`,
      failed: why !== null,
    }
  })
  if (complaint !== null)
    return { kind: 'taken-back', ending: await takeRemedyBack(walk, undertaking, complaint) }
  // Alone, a remedy proves itself by the restart; before an update, what has to make way is the process that runs now.
  if (undertaking.from === undertaking.to) return { kind: 'go-on', undertaking }
  const { mainPid, mainStartedUs, restarts } = await world.supervisor.inspect(gateway.unit)
  const cured: Undertaking = {
    ...undertaking,
    replaced: { pid: mainPid, startedUs: mainStartedUs },
    restarts,
  }
  note(run, 'undertaking', cured)
  return { kind: 'go-on', undertaking: cured }
}

/** The update was never begun: what is taken back is the remedy alone, and no version is to blame. */
export async function takeRemedyBack(walk: Walk, undertaking: Undertaking, why: string): Promise<Ending> {
  const alone: Undertaking = { ...undertaking, to: undertaking.from }
  note(walk.run, 'undertaking', alone)
  return rollBack(walk, alone, `the remedy ${undertaking.remedies?.join(', ')} did not help: ${why}`)
}

async function whyNotServing(walk: Walk, undertaking: Undertaking): Promise<string | null> {
  const { question } = await requestOf(walk, { ...undertaking, to: undertaking.from })
  const serving = await awaitServing(walk, question)
  return serving.kind === 'serving' ? null : serving.reason
}
