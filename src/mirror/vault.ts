import { join } from 'node:path'
import { z } from 'zod'
import { formatVersion, parseVersion } from '../openclaw/version.ts'
import { MoltdError } from '../ports/errors.ts'
import type { World } from '../ports/world.ts'

const proof = z.enum(['verified', 'not-offered', 'wrong', 'unknown'])

const entrySchema = z.object({
  schemaVersion: z.literal(1),
  version: z.string(),
  /** As the registry said it when the version was first seen; what is kept has it. */
  integrity: z.string(),
  sha256: z.string(),
  bytes: z.number(),
  firstSeenMs: z.number(),
  /** When it was last installed or approved here. */
  usedMs: z.number(),
  /** `engines.node` of the package. */
  nodeRange: z.string().nullable(),
  signature: proof,
  provenance: proof,
  /** What its dependencies need, to be installed without any registry; null: not kept yet. */
  tree: z
    .object({
      packages: z.number(),
      bytes: z.number(),
      files: z.array(z.object({ path: z.string(), sha256: z.string() })),
      /** What npm asked then: its cache knows every answer by the address that was asked. */
      registry: z.string().nullable().default(null),
    })
    .nullable(),
  /** What a person must be told of it, and was or was not. */
  alarms: z.array(z.object({ text: z.string(), isReported: z.boolean() })),
})

/** A version of OpenClaw as it was published, kept for good. */
export type VaultEntry = z.infer<typeof entrySchema>

export type VaultWorld = Pick<World, 'clock' | 'commands' | 'environment' | 'files' | 'log' | 'places'>
type Disk = Pick<World, 'files' | 'places'>

export function vaultFolder({ places }: Pick<World, 'places'>): string {
  return join(places.dataFolder, 'vault')
}

/** By content: the same bytes are the same file. */
export function tarballPath(world: Pick<World, 'places'>, integrity: string): string {
  return join(vaultFolder(world), 'tarballs', `${hexOf(integrity)}.tgz`)
}

/** npm's cache with all that the version's dependencies need, and the list of them beside it. */
export function treeFolder(world: Pick<World, 'places'>, version: string): string {
  return join(vaultFolder(world), 'trees', version)
}

export function npmCacheOf(world: Pick<World, 'places'>, version: string): string {
  return join(treeFolder(world, version), 'npm-cache')
}

/** Newest version first. Errors: E_VAULT, when one of the records cannot be read. */
export async function listVault(world: Disk): Promise<VaultEntry[]> {
  const names = await world.files.list(join(vaultFolder(world), 'versions'))
  const entries: VaultEntry[] = []
  for (const name of names.filter(each => each.endsWith('.json'))) {
    const entry = await readEntry(world, name.slice(0, -5))
    if (entry !== null) entries.push(entry)
  }
  return entries.sort((a, b) => b.usedMs - a.usedMs)
}

/** null: the vault does not have it. Errors: E_VAULT. */
export async function readEntry(world: Disk, version: string): Promise<VaultEntry | null> {
  const path = entryPath(world, version)
  const text = await world.files.readTextIfThere(path)
  if (text === null) return null
  try {
    return entrySchema.parse(JSON.parse(text))
  } catch (cause) {
    throw new MoltdError(
      'E_VAULT',
      `cannot read the vault's record of ${version}: ${path} is not one`,
      `Move it away; \`moltd vault keep ${version}\` writes it anew while the registry has the version.`,
      { cause },
    )
  }
}

export async function writeEntry(world: Disk, entry: VaultEntry): Promise<void> {
  await world.files.makeFolder(join(vaultFolder(world), 'versions'), 0o700)
  await world.files.writeDurably(entryPath(world, entry.version), JSON.stringify(entry), 0o600)
}

/** The version as npm spells it. Errors: E_USAGE. */
export function exactVersion(text: string): string {
  const version = parseVersion(text)
  if (version !== null) return formatVersion(version)
  throw new MoltdError('E_USAGE', `"${text}" is no version of OpenClaw`, 'A version looks like 2026.9.6.')
}

/** What npm needs to install it without any registry. */
export function keptPackageOf(world: Pick<World, 'places'>, { integrity, tree, version }: VaultEntry) {
  return {
    tarball: tarballPath(world, integrity),
    npmCache: npmCacheOf(world, version),
    registry: tree?.registry ?? null,
  }
}

export function entryPath(world: Pick<World, 'places'>, version: string): string {
  return join(vaultFolder(world), 'versions', `${version}.json`)
}

/** Hex of an `sha512-…`. Errors: E_VAULT. */
export function hexOf(integrity: string): string {
  const [, base64] = /(?:^| )sha512-([A-Za-z0-9+/]{86}==)/.exec(integrity) ?? []
  if (base64 !== undefined) return Buffer.from(base64, 'base64').toString('hex')
  throw new MoltdError(
    'E_VAULT',
    'cannot keep a package whose registry gives no sha512 for it',
    'The registry of your npmrc is too old for that; `npm config get registry` names it.',
  )
}
