import type { Rule } from '../decision.ts'

/** Who names a package by its content gets that one or none. */
export const packageIsMeant: Rule = ({ observation: { candidate }, policy: { integrity } }) => {
  const offered = candidate?.manifest?.integrity ?? null
  if (integrity === undefined || candidate === null || offered?.startsWith(integrity) === true) return null
  return {
    kind: 'blocked',
    reason: `the package of ${candidate.version} that is offered now is another one than the one that was meant`,
    nextStep: 'Look at what is offered before you say yes to it: `moltd plan`.',
  }
}
