import { z } from 'zod'
import type { PackageSource, SignatureAnswer } from '../ports/package-source.ts'
import { loadNpmSettings, type NpmSettings } from './npm-settings.ts'
import { registryFailure } from './registry-failure.ts'
import { readSigningKeys } from './signing-keys.ts'
import { createTarReader } from './tar-reader.ts'

/** How far into a package a text is looked for, unpacked. */
const farthestBytes = 64 * 1024 * 1024

const packumentSchema = z.object({ versions: z.record(z.string(), z.unknown()) })

/** The packages of the user's own registry, by npm's own libraries. */
export function createPackageSource(options: {
  environment: Readonly<Record<string, string | undefined>>
  home: string
}): PackageSource {
  // One description of the package serves all questions of one life.
  const packumentCache = new Map<string, unknown>()
  let settings: Promise<NpmSettings> | null = null

  async function withPacote<T>(
    name: string,
    ask: (npm: typeof import('pacote'), npmSettings: object) => Promise<T>,
  ): Promise<T> {
    settings ??= loadNpmSettings(options.environment, options.home)
    const known = await settings
    const registry = known[`${name.split('/')[0]}:registry`] ?? known.registry
    const { default: pacote } = await import('pacote')
    try {
      // Nothing is written: a package that is not read to its end must not stand in npm's cache.
      return await ask(pacote, { ...known, cache: undefined, packumentCache, retry: { retries: 1 } })
    } catch (thrown) {
      throw registryFailure(thrown, name, registry)
    }
  }

  return {
    versions: name =>
      withPacote(name, async (pacote, npm) =>
        Object.keys(packumentSchema.parse(await pacote.packument(name, npm)).versions),
      ),

    readPackedText: (name, version, path, { maxBytes, signal }) =>
      withPacote(name, async (pacote, npm) => {
        const enough = new AbortController()
        const stopped = AbortSignal.any([signal, enough.signal])
        try {
          return await pacote.tarball.stream(
            `${name}@${version}`,
            tarball => findText(tarball, path, maxBytes, stopped),
            { ...npm, signal: stopped },
          )
        } finally {
          enough.abort() // the rest of the package is not wanted
        }
      }),

    download: (name, version, path, { integrity, signal }) =>
      withPacote(name, async (pacote, npm) => {
        const wanted = integrity === null ? {} : { integrity }
        const done = await pacote.tarball.file(`${name}@${version}`, path, { ...npm, ...wanted, signal })
        return { integrity: done.integrity }
      }),

    async checkSignatures(name, version, signal) {
      try {
        settings ??= loadNpmSettings(options.environment, options.home)
        const known = await settings
        const registry = String(known[`${name.split('/')[0]}:registry`] ?? known.registry)
        const keys = await readSigningKeys(registry, options.environment, signal)
        const { default: pacote } = await import('pacote')
        const manifest: unknown = await pacote.manifest(`${name}@${version}`, {
          ...known,
          ...keys,
          cache: undefined,
          verifySignatures: true,
          verifyAttestations: true,
          signal,
        } as object)
        return toSignatureAnswer(manifest)
      } catch (thrown) {
        return toSignatureFailure(thrown)
      }
    },
  }
}

const manifestSchema = z.object({
  _signatures: z.array(z.unknown()).optional(),
  _attestations: z.unknown().optional(),
})

function toSignatureAnswer(manifest: unknown): SignatureAnswer {
  const { _signatures, _attestations } = manifestSchema.parse(manifest)
  const isSigned = _signatures !== undefined && _signatures.length > 0
  return {
    signature: isSigned ? 'verified' : 'not-offered',
    provenance: _attestations === undefined ? 'not-offered' : 'verified',
    reason: null,
  }
}

/** What is wrong is told apart from what could not be asked. */
function toSignatureFailure(thrown: unknown): SignatureAnswer {
  const code = thrown instanceof Error && 'code' in thrown ? String(thrown.code) : ''
  const reason = `the registry's proof could not be checked (${code || 'no code'})`
  if (/^E(INTEGRITYSIGNATURE|EXPIREDSIGNATUREKEY|MANIFESTMISMATCH)$/.test(code))
    return { signature: 'wrong', provenance: 'unknown', reason: `its signature does not fit (${code})` }
  if (/^EATTESTATION/.test(code))
    return { signature: 'verified', provenance: 'wrong', reason: `its provenance does not fit (${code})` }
  return { signature: 'unknown', provenance: 'unknown', reason }
}

async function findText(
  tarball: NodeJS.ReadableStream,
  path: string,
  maxBytes: number,
  signal: AbortSignal,
): Promise<string | null> {
  const reader = createTarReader(name => name.slice(name.indexOf('/') + 1) === path, maxBytes)
  const { createGunzip } = await import('node:zlib')
  const unpacked = createGunzip()
  // Stays to the end: an aborted download complains once more after nobody waits for it.
  tarball.on('error', error => unpacked.destroy(error))
  signal.addEventListener('abort', () => unpacked.destroy(new Error('aborted')), { once: true })
  tarball.pipe(unpacked)
  let seenBytes = 0
  for await (const chunk of unpacked) {
    seenBytes += chunk.length
    const found = reader.take(chunk)
    if (found !== undefined) return found?.toString('utf8') ?? null
    if (seenBytes > farthestBytes) return null
  }
  return null
}
