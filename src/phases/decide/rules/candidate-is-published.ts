import type { Rule } from '../decision.ts'

/** A release may be announced, or tagged, before npm has it. */
export const candidateIsPublished: Rule = ({ observation: { candidate } }) => {
  if (candidate === null || candidate.manifest !== null) return null
  return {
    kind: 'blocked',
    reason: `the registry does not have openclaw@${candidate.version}`,
    nextStep:
      candidate.source === 'exact'
        ? 'Check the number: `npm view openclaw versions` lists what there is.'
        : 'The registry may lag behind its own dist-tag; the next run looks again.',
  }
}
