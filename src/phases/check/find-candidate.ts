import { compareVersions, formatVersion, parseVersion } from '../../openclaw/version.ts'
import type { Registry } from '../../ports/registry.ts'
import type { Candidate, Channel, CheckSettings } from './observation.ts'

const packageName = 'openclaw'

/** The channel's dist-tag, never the newest by time or number; or the exact version asked for. Errors: E_REGISTRY. */
export async function findCandidate(
  registry: Registry,
  { channel, to }: Pick<CheckSettings, 'channel' | 'to'>,
): Promise<Candidate | null> {
  if (to !== undefined) {
    const parsed = parseVersion(to)
    const version = parsed === null ? to : formatVersion(parsed)
    return { source: 'exact', version, manifest: await registry.manifest(packageName, version) }
  }
  const version = offerOf(channel, await registry.distTags(packageName))
  if (version === null) return null
  return { source: channel, version, manifest: await registry.manifest(packageName, version) }
}

/** As OpenClaw maps channels to dist-tags; beta is whichever of beta and latest is newer. */
export function offerOf(channel: Channel, tags: Readonly<Record<string, string>>): string | null {
  if (channel === 'extended-stable') return tags['extended-stable'] ?? null
  const latest = tags.latest ?? null
  if (channel === 'stable') return latest
  const beta = tags.beta ?? null
  if (beta === null || latest === null) return beta ?? latest
  const [parsedBeta, parsedLatest] = [parseVersion(beta), parseVersion(latest)]
  const isBehind =
    parsedBeta !== null && parsedLatest !== null && compareVersions(parsedBeta, parsedLatest) < 0
  return isBehind ? latest : beta
}
