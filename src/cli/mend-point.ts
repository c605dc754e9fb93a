import { join } from 'node:path'
import type { App } from '../compose.ts'
import { keptPackageOf, readEntry, type VaultEntry, vaultFolder } from '../mirror/vault.ts'
import { verifyEntry } from '../mirror/verify-vault.ts'
import { chooseGateway } from '../openclaw/choose-gateway.ts'
import { surveyGateways } from '../openclaw/discover.ts'
import { findNpm, installArguments } from '../phases/update/find-npm.ts'
import { MoltdError } from '../ports/errors.ts'
import { isMendable, mendPackage } from '../recovery/mend-package.ts'
import type { RecoveryFinding, RecoveryPoint } from '../recovery/recovery-point.ts'
import { verifyPoint } from '../recovery/verify.ts'

const installMs = 20 * 60_000

/** What was damaged of a recovery point, and what still is. */
export interface Mended {
  before: readonly RecoveryFinding[]
  after: readonly RecoveryFinding[]
}

/**
 * Makes a recovery point whole again whose program is damaged, by the vault: the version is installed from there into a folder that is
 * thrown away, and gives what the point once had, proven by its digests. The caller holds the run lock. Errors: E_MEND, E_VAULT, E_POINT_DAMAGED.
 */
export async function mendPoint(app: App, point: RecoveryPoint, signal: AbortSignal): Promise<Mended> {
  const { world } = app
  const before = await findingsOf(app, point)
  if (before.length === 0) return { before, after: before }
  const [first] = before.filter(finding => !isMendable([finding]))
  if (first !== undefined)
    throw refusal(point, `its data are damaged: ${first.path}: ${first.text}`, 'Only the point has had them.')
  if (point.parts !== undefined)
    throw refusal(point, 'npm has not installed its program', 'The vault holds what npm installs.')
  const entry = await expectKept(app, point)
  const prefix = join(vaultFolder(world), 'mend')
  try {
    await mendPackage(world, point.path, before, await installFromVault(app, entry, prefix, signal))
  } finally {
    await world.files.remove(prefix)
  }
  return { before, after: await findingsOf(app, point) }
}

async function findingsOf({ world }: App, { path }: RecoveryPoint): Promise<RecoveryFinding[]> {
  return (await verifyPoint(world, path)).filter(({ kind }) => kind !== 'extra')
}

async function expectKept({ world }: App, point: RecoveryPoint): Promise<VaultEntry> {
  const entry = await readEntry(world, point.version)
  if (entry === null)
    throw refusal(point, `the vault does not have ${point.version}`, '`moltd vault list` says what it has.')
  const [finding] = await verifyEntry(world, entry)
  if (finding === undefined) return entry
  throw refusal(
    point,
    `the vault's ${point.version} is damaged, too: ${finding}`,
    `While the registry has it: \`moltd vault keep ${point.version}\`.`,
  )
}

/** Root of the package. Install scripts do not run: what they once made has no other source. */
async function installFromVault(
  { world, settings }: App,
  entry: VaultEntry,
  prefix: string,
  signal: AbortSignal,
): Promise<string> {
  const gateway = await chooseGateway(world, await surveyGateways(world), { unit: settings.gateway.unit })
  const npm = await findNpm(world, gateway)
  if ('looked' in npm)
    throw new MoltdError('E_VAULT', 'cannot install from the vault: there is no npm', 'Put npm on the PATH.')
  await world.files.remove(prefix)
  await world.files.makeFolder(prefix, 0o700)
  const words = [
    ...installArguments(npm, prefix, entry.version, keptPackageOf(world, entry)),
    '--ignore-scripts',
  ]
  const done = await world.commands.run({
    argv: [npm.path, ...words],
    timeoutMs: installMs,
    cwd: prefix,
    signal,
  })
  if (done.exitCode === 0) return join(prefix, 'lib', 'node_modules', 'openclaw')
  throw new MoltdError(
    'E_VAULT',
    `cannot install ${entry.version} from the vault: npm ended with ${done.exitCode ?? done.signal ?? done.startError}: ${done.stderr.trim().slice(0, 300)}`,
    '`moltd vault verify` reads everything that is kept again.',
  )
}

function refusal({ id }: RecoveryPoint, why: string, hint: string): MoltdError {
  return new MoltdError('E_MEND', `cannot mend ${id}: ${why}`, hint)
}
