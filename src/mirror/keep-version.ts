import { dirname, join } from 'node:path'
import { saySize } from '../notify/words.ts'
import { MoltdError } from '../ports/errors.ts'
import type { PackageSource, SignatureAnswer } from '../ports/package-source.ts'
import type { Registry } from '../ports/registry.ts'
import { keepTree } from './keep-tree.ts'
import { readEntry, tarballPath, type VaultEntry, type VaultWorld, vaultFolder, writeEntry } from './vault.ts'
import { verifyTarball, verifyTree } from './verify-vault.ts'

export interface KeepParts {
  packages: Pick<PackageSource, 'download' | 'checkSignatures' | 'readPackedText'>
  registry: Pick<Registry, 'manifest'>
  /** npm's own program; null: dependencies cannot be kept. */
  npm: string | null
  /** So much stays free on the disk; with less nothing more is kept. */
  leaveFreeBytes: number
  signal: AbortSignal
}

const packageName = 'openclaw'

/**
 * Keeps a version as it was published: its tarball, and what its dependencies need. What is there already is compared with what the
 * registry says today, read again, and fetched again where it is damaged. The caller holds the vault's lock. Errors: E_VAULT, E_REGISTRY.
 */
export async function keepVersion(world: VaultWorld, parts: KeepParts, version: string): Promise<VaultEntry> {
  const known = await readEntry(world, version)
  const manifest = await parts.registry.manifest(packageName, version).catch(error => {
    if (known === null) throw error
    return null // the registry is away: what is kept needs none
  })
  if (known === null && manifest === null) throw notThere(version)
  let entry: VaultEntry =
    known === null
      ? await keepTarball(world, parts, version, manifest)
      : await keepOn(world, parts, known, manifest?.integrity ?? null)
  await writeEntry(world, entry)
  if (entry.tree === null && parts.npm !== null) {
    await insistOnRoom(world, parts.leaveFreeBytes, version)
    entry = { ...entry, tree: await keepTree(world, parts.npm, entry, parts.signal) }
    await writeEntry(world, entry)
  }
  await world.files.syncFilesystem(vaultFolder(world))
  return entry
}

async function keepOn(
  world: VaultWorld,
  parts: KeepParts,
  known: VaultEntry,
  today: string | null,
): Promise<VaultEntry> {
  if ((await verifyTarball(world, known)) !== null)
    await keepTarball(world, parts, known.version, { integrity: known.integrity, nodeRange: null })
  const isTreeWhole = (await verifyTree(world, known)) === null
  const proven = today === known.integrity ? await proveAgain(parts, known) : known
  return {
    ...proven,
    usedMs: world.clock.nowMs(),
    alarms: withChange(proven, today),
    tree: isTreeWhole ? known.tree : null,
  }
}

/** Keys that could not be had at the first time may be there now, and a registry may begin to sign. */
async function proveAgain({ packages, signal }: KeepParts, known: VaultEntry): Promise<VaultEntry> {
  if (known.signature === 'verified' && known.provenance !== 'unknown') return known
  const proof = await packages.checkSignatures(packageName, known.version, signal)
  if (proof.signature === 'unknown') return known
  const alarms = sayProof(known.version, proof).filter(
    text => !known.alarms.some(alarm => alarm.text === text),
  )
  return {
    ...known,
    signature: proof.signature,
    provenance: proof.provenance,
    alarms: [...known.alarms, ...alarms.map(text => ({ text, isReported: false }))],
  }
}

async function keepTarball(
  world: VaultWorld,
  { packages, leaveFreeBytes, signal }: KeepParts,
  version: string,
  manifest: { integrity: string | null; nodeRange: string | null } | null,
): Promise<VaultEntry> {
  const folder = join(vaultFolder(world), 'tarballs')
  await world.files.makeFolder(folder, 0o700)
  await insistOnRoom(world, leaveFreeBytes, version)
  const partial = join(folder, `${version}.partial`)
  await world.files.remove(partial)
  const { integrity } = await packages.download(packageName, version, partial, {
    integrity: manifest?.integrity ?? null,
    signal,
  })
  const path = tarballPath(world, integrity)
  const stat = await world.files.stat(partial)
  const sha256 = await world.files.sha256(partial)
  await world.files.syncEntry(partial)
  await world.files.move(partial, path)
  await world.files.syncEntry(dirname(path))
  const proof = await packages.checkSignatures(packageName, version, signal)
  const nowMs = world.clock.nowMs()
  return {
    schemaVersion: 1,
    version,
    integrity,
    sha256,
    bytes: stat?.sizeBytes ?? 0,
    firstSeenMs: nowMs,
    usedMs: nowMs,
    nodeRange: manifest?.nodeRange ?? null,
    signature: proof.signature,
    provenance: proof.provenance,
    tree: null,
    alarms: sayProof(version, proof).map(text => ({ text, isReported: false })),
  }
}

async function insistOnRoom(world: VaultWorld, leaveFreeBytes: number, version: string): Promise<void> {
  const { availableBytes } = await world.files.space(vaultFolder(world))
  if (availableBytes >= leaveFreeBytes) return
  throw new MoltdError(
    'E_VAULT',
    `cannot keep ${version}: only ${saySize(availableBytes)} are free on the vault's disk, and ${saySize(leaveFreeBytes)} are to stay free`,
    'Free some space (`moltd vault prune --keep 2` drops older versions), or lower vault.leaveFreeGigabytes.',
  )
}

/** A published version never changes: another integrity is another package under its name. */
function withChange(known: VaultEntry, today: string | null): VaultEntry['alarms'] {
  if (today === null || today === known.integrity) return known.alarms
  const text = `the registry gives another package for ${known.version} than when it was first seen (${known.integrity.slice(0, 20)}… then, ${today.slice(0, 20)}… now): the vault keeps the first`
  return known.alarms.some(alarm => alarm.text === text)
    ? known.alarms
    : [...known.alarms, { text, isReported: false }]
}

function sayProof(version: string, { signature, provenance, reason }: SignatureAnswer): string[] {
  if (signature !== 'wrong' && provenance !== 'wrong') return []
  return [`${version} is not proven to come from its publisher: ${reason ?? 'the proof does not fit'}`]
}

function notThere(version: string): MoltdError {
  return new MoltdError(
    'E_VAULT',
    `cannot keep ${version}: the registry does not have it`,
    'It may have been unpublished; `moltd vault list` says what is kept.',
  )
}
