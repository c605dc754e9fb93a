import type { Rule } from '../decision.ts'

/** A mistake in the user's own advisories stops nothing, and is said each time. */
export const advisoriesAreReadable: Rule = ({ observation }) =>
  observation.adviceProblems.length === 0
    ? null
    : { kind: 'remark', reason: observation.adviceProblems.join('; ') }
