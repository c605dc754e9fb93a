import { compareVersions, parseVersion } from '../../../openclaw/version.ts'
import type { Rule } from '../decision.ts'

/** New files under an old process: somebody replaced the package, and the gateway does not run it yet. */
export const diskIsServed: Rule = ({ observation: { gateway, served, candidate } }) => {
  const disk = gateway.installation.version
  const [onDisk, running] = [parseVersion(disk), parseVersion(served ?? '')]
  if (onDisk === null || running === null || compareVersions(onDisk, running) === 0) return null
  const reason = `${disk} is on disk but ${gateway.unit} still serves ${served}`
  if (candidate?.version !== disk) return { kind: 'remark', reason }
  return {
    kind: 'blocked',
    reason: `${reason}, so there is nothing left to install`,
    nextStep: `Restart it: \`systemctl --user restart ${gateway.unit}\`.`,
  }
}
