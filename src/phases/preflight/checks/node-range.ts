import { lowestNode, satisfiesNodeRange } from '../../../openclaw/node-range.ts'
import { nodeManagerOf } from '../node-manager.ts'
import type { PreflightCheck } from '../question.ts'

/** The Node that counts is the unit's, not the shell's and not our own. moltd never changes it. */
export const nodeRange: PreflightCheck = {
  name: 'node-range',
  title: "the gateway's Node can run the candidate",
  weight: 'required',
  async look(_world, { gateway, observation }) {
    const { path, version } = gateway.node
    const manifest = observation.candidate?.manifest ?? null
    if (manifest === null)
      return { answer: 'unknown', reason: 'the registry has no manifest of the candidate' }
    const range = manifest.nodeRange ?? '*'
    if (satisfiesNodeRange(version, range)) {
      return { answer: 'pass', reason: `${manifest.version} wants Node ${range}; the unit runs ${version}` }
    }
    const lowest = lowestNode(range)
    if (lowest === null) {
      return {
        answer: 'unknown',
        reason: `${manifest.version} states a Node range that cannot be read: ${range}`,
      }
    }
    return {
      answer: 'fail',
      reason: `${manifest.version} needs Node ${range}; ${gateway.unit} runs ${version} (${path})`,
      hint: `Install Node ${lowest} or newer and let the unit use it: \`${nodeManagerOf(path).upgrade(lowest)}\``,
    }
  },
}
