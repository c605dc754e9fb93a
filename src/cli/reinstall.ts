import type { App } from '../compose.ts'
import { registryOf } from '../mirror/registry-of-one.ts'
import { keptPackageOf, readEntry } from '../mirror/vault.ts'
import { verifyEntry } from '../mirror/verify-vault.ts'
import { chooseGateway } from '../openclaw/choose-gateway.ts'
import { surveyGateways } from '../openclaw/discover.ts'
import type { KeptPackage } from '../phases/update/update-request.ts'
import type { Way } from '../phases/way.ts'
import { MoltdError } from '../ports/errors.ts'
import type { Registry } from '../ports/registry.ts'
import { wayOf } from './way.ts'

/** Where a version comes from when no recovery point has it, in the order in which they are tried. */
export const packageSources = ['vault', 'registry', 'mirror'] as const
export type PackageSourceName = (typeof packageSources)[number]

/**
 * The way of an update to an exact version, older or not, that npm installs beside the one that serves; from vault and mirror whatever the
 * registry says of it. Like any update it takes a recovery point first, and is taken back when the gateway is not well. The caller holds
 * the run lock. Errors: E_VAULT, E_BUILD, E_INSTALLATION_KIND.
 */
export async function wayBackTo(
  app: App,
  from: PackageSourceName,
  version: string,
  signal: AbortSignal,
): Promise<Way> {
  const way = wayOf(app, { to: version, allowDowngrade: true })
  const settings = { ...way.settings, drivers: ['package-manager'] as const }
  if (from === 'registry') return { ...way, settings }
  await refuseForPnpm(app, from, version)
  const { kept, registry } =
    from === 'vault' ? await takeFromVault(app, version) : await takeFromMirror(app, version, signal)
  return {
    ...way,
    world: { ...way.world, registry },
    // The registry is not asked for anything.
    changelogs: { digest: async () => null },
    settings: { ...settings, kept },
  }
}

/** pnpm would write the tarball's path down as what is installed, and it cannot read the cache that npm keeps beside it. */
async function refuseForPnpm(
  { world, settings }: App,
  from: PackageSourceName,
  version: string,
): Promise<void> {
  const gateway = await chooseGateway(world, await surveyGateways(world), { unit: settings.gateway.unit })
  if (gateway.installation.kind !== 'pnpm') return
  throw new MoltdError(
    'E_INSTALLATION_KIND',
    `cannot bring ${version} back from the ${from}: what is kept there is npm's, and ${gateway.unit} runs an installation of pnpm`,
    `\`moltd rollback\` takes a recovery point, \`moltd rollback --from registry ${version}\` what pnpm finds in its store or the registry.`,
  )
}

async function takeFromMirror(app: App, version: string, signal: AbortSignal) {
  const { buildFromMirror } = await import('./build-from-mirror.ts')
  return buildFromMirror(app, version, signal)
}

async function takeFromVault(
  { world }: App,
  version: string,
): Promise<{ kept: KeptPackage; registry: Registry }> {
  const entry = await readEntry(world, version)
  if (entry === null)
    throw new MoltdError(
      'E_VAULT',
      `cannot go back to ${version} from the vault: it is not kept`,
      '`moltd vault list` says what is; `moltd rollback --from registry` takes it from the registry.',
    )
  const [finding] = await verifyEntry(world, entry)
  if (finding !== undefined)
    throw new MoltdError(
      'E_VAULT',
      `cannot go back to ${version} from the vault: ${finding}`,
      `While the registry has it: \`moltd vault keep ${version}\`, or \`moltd rollback --from registry ${version}\`.`,
    )
  return { kept: keptPackageOf(world, entry), registry: registryOf(entry) }
}
