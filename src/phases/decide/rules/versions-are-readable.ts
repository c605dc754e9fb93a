import { parseVersion } from '../../../openclaw/version.ts'
import type { Rule } from '../decision.ts'

/** What cannot be compared is not touched. */
export const versionsAreReadable: Rule = ({ observation: { gateway, candidate } }) => {
  const unreadable = [gateway.installation.version, candidate?.version ?? null].find(
    text => text !== null && parseVersion(text) === null,
  )
  if (unreadable === undefined || unreadable === null) return null
  return { kind: 'blocked', reason: `${unreadable} is not a version that OpenClaw would have` }
}
