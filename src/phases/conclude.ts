import { commit } from './commit/index.ts'
import type { Ending } from './endings.ts'
import { judgeRemedy } from './remedy/judge-remedy.ts'
import { rollBack } from './rollback/index.ts'
import { pause, withdrawQuestion, wordBefore } from './verify/pause.ts'
import { verify } from './verify/stage.ts'
import type { Undertaking, Walk } from './way.ts'

/** From the replaced program to the end of the run: well is committed, ill is rolled back, and what nobody can tell is asked. */
export async function conclude(walk: Walk, undertaking: Undertaking): Promise<Ending> {
  const before = wordBefore(walk)
  if (before?.kind === 'rollback') return rollBack(walk, undertaking, before.because)
  const verdict = judgeRemedy(undertaking, await verify(walk, undertaking))
  if (verdict.kind !== 'inconclusive') withdrawQuestion(walk, verdict)
  const word =
    verdict.kind === 'inconclusive'
      ? await pause(walk, undertaking, verdict)
      : { kind: verdict.kind, verdict }
  switch (word.kind) {
    case 'well':
      return commit(walk, undertaking, ...curedBy(undertaking))
    case 'ill':
      return rollBack(walk, undertaking, word.verdict.reason)
    case 'keep':
      return commit(walk, undertaking, `${undertaking.to} stays, because ${word.because}: ${verdict.reason}`)
    case 'rollback':
      return rollBack(walk, undertaking, `${word.because}: ${verdict.reason}`)
  }
}

/** A remedy alone brings no version: what it did is what there is to say. */
function curedBy({ from, to, remedies = [] }: Undertaking): [headline?: string] {
  return from === to ? [`${remedies.join(', ')} holds: ${from} is well with it`] : []
}
