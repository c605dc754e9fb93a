import { isByHand } from '../by-hand.ts'
import type { Rule } from '../decision.ts'
import { judgeApproval } from '../judge-approval.ts'

/** Whether an automatic run may go ahead by itself; a run by hand, or an approval of this very package, is the yes that it would wait for. */
export const modeAllows: Rule = ({ observation: { candidate }, policy, trigger, nowMs }) => {
  if (isByHand(trigger) || policy.mode === 'auto') return null
  const version = candidate?.version ?? 'the new version'
  if (policy.mode === 'notify') {
    const nextStep = `To take it: \`moltd run\`; to leave it out: \`moltd skip ${version}\`.`
    return { kind: 'held', reason: `${version} is there; by policy.mode, moltd only tells you`, nextStep }
  }
  const approval = judgeApproval(policy.approval, candidate, { nowMs, timezone: policy.timezone })
  if (approval?.isInForce) return { kind: 'remark', reason: approval.reason }
  return {
    kind: 'awaiting-approval',
    reason: `${version} is there and waits for your yes${approval === null ? '' : `: ${approval.reason}`}`,
    nextStep: `To take it: \`moltd run\` now, or \`moltd approve\` for the next run; to leave it out: \`moltd skip ${version}\`.`,
  }
}
