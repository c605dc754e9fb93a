import type { App } from '../compose.ts'
import { keepVersion } from '../mirror/keep-version.ts'
import { pruneVault } from '../mirror/prune-vault.ts'
import type { VaultEntry } from '../mirror/vault.ts'
import { noteTrouble } from '../mirror/vault-trouble.ts'
import { chooseGateway } from '../openclaw/choose-gateway.ts'
import { surveyGateways } from '../openclaw/discover.ts'
import { findNpm } from '../phases/update/find-npm.ts'
import { reasonOf } from '../ports/errors.ts'

const gigabyte = 1e9

interface Kept {
  kept: VaultEntry[]
  failures: unknown[]
}

/**
 * Keeps these versions, or the installed one, by the npm that would install them; then what is too much goes. What failed is written down
 * for the next report. The caller holds the vault's lock.
 */
export async function keepInVault(app: App, versions: readonly string[], signal: AbortSignal): Promise<Kept> {
  const { world, packages, settings } = app
  const gateway = await installedGateway(app)
  const npm = await findNpm(world, gateway)
  const parts = {
    packages,
    registry: world.registry,
    npm: 'looked' in npm ? null : npm.path,
    leaveFreeBytes: settings.vault.leaveFreeGigabytes * gigabyte,
    signal,
  }
  const result: Kept = { kept: [], failures: [] }
  for (const version of versions.length === 0 ? [gateway.installation.version] : versions) {
    try {
      result.kept.push(await keepVersion(world, parts, version))
    } catch (error) {
      result.failures.push(error) // the others are kept all the same; the caller says it
    }
  }
  await pruneKept(app, settings.vault.keep)
  const [first] = result.failures
  await noteTrouble(world, first === undefined ? null : reasonOf(first))
  return result
}

/** Only npm can install from it: for a checkout, and for pnpm, nothing is kept that nobody asked for. */
export async function usesVault(app: App): Promise<boolean> {
  return (await installedGateway(app)).installation.kind === 'npm'
}

export async function pruneKept(app: App, keep: number): Promise<string[]> {
  const { installation } = await installedGateway(app)
  const bytes = app.settings.vault.maxGigabytes * gigabyte
  return pruneVault(app.world, { keep, bytes, needed: [installation.version] })
}

async function installedGateway({ world, settings }: App) {
  return chooseGateway(world, await surveyGateways(world), { unit: settings.gateway.unit })
}
