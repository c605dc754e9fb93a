import { isByHand } from '../by-hand.ts'
import type { Rule } from '../decision.ts'

/** Whether an automatic run may go ahead by itself; a run by hand is the yes that it would wait for. */
export const modeAllows: Rule = ({ observation, policy, trigger }) => {
  if (isByHand(trigger) || policy.mode === 'auto') return null
  const version = observation.candidate?.version ?? 'the new version'
  const nextStep = `To take it: \`moltd run\`; to leave it out: \`moltd skip ${version}\`.`
  if (policy.mode === 'ask')
    return { kind: 'awaiting-approval', reason: `${version} is there and waits for your yes`, nextStep }
  return { kind: 'held', reason: `${version} is there; by policy.mode, moltd only tells you`, nextStep }
}
