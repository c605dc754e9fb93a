import { z } from 'zod'
import type { PackageManifest, Registry } from '../ports/registry.ts'
import { loadNpmSettings, type NpmSettings } from './npm-settings.ts'
import { registryFailure } from './registry-failure.ts'

export interface RegistryOptions {
  environment: Readonly<Record<string, string | undefined>>
  home: string
  /** For one answer to begin, and again for it to end; three attempts are made. */
  timeoutMs?: number
}

const packumentSchema = z.object({
  'dist-tags': z.record(z.string(), z.string()),
  versions: z.record(
    z.string(),
    z.object({
      version: z.string(),
      engines: z.object({ node: z.string().optional() }).catch({}).optional(),
      dist: z.object({ integrity: z.string().optional(), unpackedSize: z.number().optional() }).optional(),
    }),
  ),
  // The short form of the document leaves it out; some registries have only the long one.
  time: z.record(z.string(), z.unknown()).optional().catch(undefined),
})
type Packument = z.infer<typeof packumentSchema>

/** The registry by npm's own libraries, with the user's npmrc: registry, scopes, credentials, proxies, certificates. */
export function createRegistry(options: RegistryOptions): Registry {
  const lastSeen = new Map<string, Packument>()
  let settings: Promise<NpmSettings> | null = null

  async function ask(name: string, form: 'short' | 'full' = 'short'): Promise<Packument> {
    settings ??= loadNpmSettings(options.environment, options.home)
    const packument = await fetchPackument(name, await settings, options, form)
    lastSeen.set(name, packument)
    return packument
  }

  return {
    async distTags(name) {
      return (await ask(name))['dist-tags']
    },

    // What a version is never changes, so the answer that `distTags` brought will do; only an unknown version is asked for.
    async manifest(name, version) {
      const known = lastSeen.get(name)?.versions[version]
      const found = known ?? (await ask(name)).versions[version]
      return found === undefined ? null : toManifest(found)
    },

    async publishedMs(name, version) {
      const time = lastSeen.get(name)?.time ?? (await ask(name, 'full')).time
      const atMs = Date.parse(String(time?.[version]))
      return Number.isNaN(atMs) ? null : atMs
    },
  }
}

async function fetchPackument(
  name: string,
  settings: NpmSettings,
  options: RegistryOptions,
  form: 'short' | 'full',
): Promise<Packument> {
  const registry = settings[`${name.split('/')[0]}:registry`] ?? settings.registry
  // Loading it takes a tenth of a second, so only those who ask pay.
  const { default: pacote } = await import('pacote')
  try {
    const answer: unknown = await pacote.packument(name, {
      ...settings,
      // No cache: what the channel offers must be fresh, and nothing is written.
      cache: undefined,
      preferOnline: true,
      fullMetadata: form === 'full',
      timeout: options.timeoutMs ?? 5_000,
      // npm's own patience starts at ten seconds.
      retry: { retries: 2, factor: 2, minTimeout: 200, maxTimeout: 1_000 },
    })
    const parsed = packumentSchema.safeParse(answer)
    if (!parsed.success) throw Object.assign(new Error('not a packument'), { code: 'EJSONPARSE' })
    return parsed.data
  } catch (thrown) {
    throw registryFailure(thrown, name, registry)
  }
}

function toManifest(found: Packument['versions'][string]): PackageManifest {
  return {
    version: found.version,
    nodeRange: found.engines?.node ?? null,
    integrity: found.dist?.integrity ?? null,
    unpackedBytes: found.dist?.unpackedSize ?? null,
  }
}
