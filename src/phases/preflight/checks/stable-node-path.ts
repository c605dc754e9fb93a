import { nodeManagerOf } from '../node-manager.ts'
import type { PreflightCheck } from '../question.ts'

/** A version manager removes the Node that a unit names, one day; the unit then fails with 203/EXEC. */
export const stableNodePath: PreflightCheck = {
  name: 'stable-node-path',
  title: "the gateway's Node will still be there tomorrow",
  weight: 'advisory',
  async look(_world, { gateway }) {
    const { name } = nodeManagerOf(gateway.node.path)
    if (name === null) return { answer: 'pass', reason: `${gateway.node.path} belongs to no version manager` }
    return {
      answer: 'fail',
      reason: `${gateway.node.path} is ${name}'s, and goes when ${name} removes or replaces that version`,
      hint: `Keep Node ${gateway.node.version} installed in ${name}, or run the unit with a system-wide Node.`,
    }
  },
}
