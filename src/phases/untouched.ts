import { undoRun } from '../engine/undo-run.ts'
import type { Ending } from './endings.ts'
import { collectEvidence } from './evidence/index.ts'
import { note } from './notes.ts'
import { takeRemedyBack } from './remedy/index.ts'
import { stepCatalogue } from './step-catalogue.ts'
import { clearLeftovers } from './update/clear-leftovers.ts'
import type { UpdateResult } from './update/update-request.ts'
import type { Undertaking, Walk } from './way.ts'

/** Every driver failed before it touched anything: the gateway still serves as it did, and only our own traces go. */
export async function takeBackUntouched(
  walk: Walk,
  undertaking: Undertaking,
  { attempts }: UpdateResult,
): Promise<Ending> {
  const { gateway } = undertaking
  const tried = attempts.map(({ name, reason }) => `${name}: ${reason}`).join('; ')
  if ((undertaking.remedies ?? []).length > 0)
    return takeRemedyBack(walk, undertaking, `no driver could update OpenClaw: ${tried}`)
  await collectEvidence(walk, 'update', { undertaking, reason: tried, chapter: null })
  await undoRun(walk.engine, walk.run.id, stepCatalogue(walk))
  await clearLeftovers(walk.world, gateway, walk.run.id)
  const hint =
    'The reasons are in the report; `openclaw update --dry-run` shows what OpenClaw itself thinks of it.'
  note(walk.run, 'error', {
    code: 'E_UPDATE_FAILED',
    message: `no driver could update OpenClaw: ${tried}`,
    hint,
  })
  return {
    outcome: 'untouched',
    headline: 'no driver could update OpenClaw; nothing was touched',
    nextStep: hint,
  }
}
