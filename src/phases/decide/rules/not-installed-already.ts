import { compareVersions, parseVersion } from '../../../openclaw/version.ts'
import type { Rule } from '../decision.ts'

export const notInstalledAlready: Rule = ({ observation: { gateway, candidate } }) => {
  const [installed, offered] = [
    parseVersion(gateway.installation.version),
    parseVersion(candidate?.version ?? ''),
  ]
  if (installed === null || offered === null || compareVersions(installed, offered) !== 0) return null
  return {
    kind: 'up-to-date',
    reason: `${gateway.installation.version} is installed, and it is what ${origin(candidate?.source)}`,
  }
}

function origin(source: string | undefined): string {
  return source === 'exact' ? 'was asked for' : `the ${source} channel offers`
}
