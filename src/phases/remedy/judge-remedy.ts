import type { Verdict } from '../../health/verdict.ts'
import type { Undertaking } from '../way.ts'
import { remedyOf } from './set-config.ts'

/** A remedy proves itself on what it cures: what was red before and is red still counts against it. */
export function judgeRemedy({ remedies = [] }: Pick<Undertaking, 'remedies'>, verdict: Verdict): Verdict {
  const cures = remedies.flatMap(id => remedyOf(id).cures)
  const stillIll = verdict.checks.find(
    ({ answer, code }) => answer === 'fail' && code != null && cures.includes(code),
  )
  if (stillIll === undefined || verdict.kind === 'ill') return verdict
  return { ...verdict, kind: 'ill', reason: `the remedy did not help: ${stillIll.reason}` }
}
