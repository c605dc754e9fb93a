import type { Outcome } from '../ports/run.ts'
import type { Decision } from './decide/decision.ts'
import type { Prospect } from './preflight/prospect.ts'

/** How a run ends: its one outcome, in one sentence, and what a person does next. */
export interface Ending {
  outcome: Outcome
  headline: string
  nextStep?: string | undefined
}

/** The decision was not to update. */
export function endDecided(decision: Exclude<Decision, { kind: 'update' }>): Ending {
  return {
    outcome: decision.kind,
    headline: decision.reasons.at(-1) ?? 'nothing to do',
    nextStep: decision.nextStep ?? undefined,
  }
}

/** Preflight said no. */
export function endRefused({ refusals, to }: Prospect): Ending {
  const [first] = refusals
  const others = refusals.length > 1 ? ` (and ${refusals.length - 1} more)` : ''
  return {
    outcome: 'blocked',
    headline: `${to} is not taken: ${first?.reason ?? 'preflight said no'}${others}`,
    nextStep: first?.hint ?? undefined,
  }
}

/** The person at the terminal said no. */
export function endUnapproved({ to }: Prospect): Ending {
  return {
    outcome: 'awaiting-approval',
    headline: `${to} was not approved; nothing was touched`,
    nextStep: 'Run `moltd run` again when it suits you.',
  }
}
