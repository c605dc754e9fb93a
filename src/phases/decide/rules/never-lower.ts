import { compareVersions, parseVersion } from '../../../openclaw/version.ts'
import type { Rule } from '../decision.ts'

/** An older program does not read newer state: going down needs a person. */
export const neverLower: Rule = ({ observation: { gateway, candidate, channel }, policy }) => {
  const installed = gateway.installation.version
  const [current, offered] = [parseVersion(installed), parseVersion(candidate?.version ?? '')]
  if (candidate === null || current === null || offered === null) return null
  if (compareVersions(offered, current) >= 0) return null
  if (policy.allowDowngrade) {
    return {
      kind: 'remark',
      reason: `${candidate.version} is lower than ${installed}, and going down is allowed`,
    }
  }
  if (candidate.source !== 'exact') {
    return {
      kind: 'up-to-date',
      reason: `${installed} is installed, newer than ${candidate.version}, which the ${channel} channel offers`,
    }
  }
  return {
    kind: 'blocked',
    reason: `${candidate.version} is lower than the installed ${installed}`,
    nextStep:
      'If that is meant, say --allow-downgrade; `moltd rollback` puts program and data back together.',
  }
}
