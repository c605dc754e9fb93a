import type { App } from '../compose.ts'
import { npmCacheOf, readEntry, tarballPath } from '../mirror/vault.ts'
import { registryOf } from '../mirror/vault-registry.ts'
import { verifyEntry } from '../mirror/verify-vault.ts'
import type { Way } from '../phases/way.ts'
import { MoltdError } from '../ports/errors.ts'
import { wayOf } from './way.ts'

/**
 * The way of an update to an exact version, older or not, that npm installs beside the one that serves; from the vault without any
 * registry. Like any update it takes a recovery point first, and is taken back when the gateway is not well. Errors: E_VAULT.
 */
export async function wayBackTo(app: App, from: 'vault' | 'registry', version: string): Promise<Way> {
  const way = wayOf(app, { to: version, allowDowngrade: true })
  const settings = { ...way.settings, drivers: ['package-manager'] as const }
  if (from === 'registry') return { ...way, settings }
  const { world } = app
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
  const kept = { tarball: tarballPath(world, entry.integrity), npmCache: npmCacheOf(world, version) }
  return {
    ...way,
    world: { ...way.world, registry: registryOf(entry) },
    // The registry is not asked for anything.
    changelogs: { digest: async () => null },
    settings: { ...settings, kept },
  }
}
