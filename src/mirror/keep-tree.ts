import { join } from 'node:path'
import { MoltdError } from '../ports/errors.ts'
import {
  hexOf,
  listVault,
  npmCacheOf,
  tarballPath,
  treeFolder,
  type VaultEntry,
  type VaultWorld,
} from './vault.ts'

const installMs = 30 * 60_000

/**
 * npm installs the version once, into a folder that is thrown away, with a cache of its own: what is in that cache then is what an
 * installation without any registry needs. Install scripts do not run.
 */
export async function keepTree(
  world: VaultWorld,
  npm: string,
  entry: VaultEntry,
  signal: AbortSignal,
): Promise<NonNullable<VaultEntry['tree']>> {
  const folder = treeFolder(world, entry.version)
  const cache = npmCacheOf(world, entry.version)
  const prefix = join(folder, 'prefix')
  await world.files.remove(folder)
  await world.files.makeFolder(folder, 0o700)
  await beginWithWhatIsThere(world, entry.version, cache)
  const run = (...words: string[]) =>
    world.commands.run({
      argv: [npm, ...words, '--global', '--prefix', prefix, '--cache', cache],
      timeoutMs: installMs,
      cwd: folder,
      signal,
    })
  try {
    const quiet = ['--ignore-scripts', '--no-fund', '--no-audit', '--loglevel=error', '--no-update-notifier']
    const installed = await run('install', ...quiet, tarballPath(world, entry.integrity))
    if (installed.exitCode !== 0)
      throw new MoltdError(
        'E_VAULT',
        `cannot keep what ${entry.version} depends on: npm ended with ${installed.exitCode ?? installed.signal ?? installed.startError}: ${installed.stderr.trim().slice(0, 300)}`,
        'Its tarball is kept. The next run tries again.',
      )
    const lock = await run('ls', '--all', '--json', '--loglevel=silent')
    await world.files.writeDurably(join(folder, 'lock.json'), lock.stdout, 0o600)
    // The package itself lies in the vault once already.
    const hex = hexOf(entry.integrity)
    const own = join('_cacache', 'content-v2', 'sha512', hex.slice(0, 2), hex.slice(2, 4), hex.slice(4))
    await world.files.remove(join(cache, own))
    for (const rubbish of ['_logs', '_update-notifier-last-checked', '_cacache/tmp'])
      await world.files.remove(join(cache, rubbish))
    const registry = await run('config', 'get', 'registry')
    return {
      packages: countPackages(lock.stdout),
      ...(await listFiles(world, folder, prefix)),
      registry: readAddress(registry.stdout),
    }
  } catch (error) {
    await world.files.remove(folder)
    throw error
  } finally {
    await world.files.remove(prefix)
  }
}

/** null: none that could be used again, or one with a password in it. */
function readAddress(text: string): string | null {
  const url = URL.parse(text.trim())
  return url === null || url.password !== '' || url.username !== '' ? null : url.href
}

/** Contents never change, so they are shared with the version before: links, and nothing is loaded twice. What versions there are is asked anew. */
async function beginWithWhatIsThere(world: VaultWorld, version: string, cache: string): Promise<void> {
  const [before] = (await listVault(world)).filter(entry => entry.tree !== null && entry.version !== version)
  if (before === undefined) return
  await world.files.copyTree(npmCacheOf(world, before.version), cache, ['hardlink', 'reflink', 'copy'])
  await world.files.remove(join(cache, '_cacache', 'index-v5'))
}

async function listFiles(world: VaultWorld, folder: string, prefix: string) {
  const paths: string[] = []
  let bytes = 0
  const skip = (path: string) => join(folder, path) === prefix
  for await (const entry of world.files.walk(folder, skip)) {
    if (entry.kind !== 'file') continue
    paths.push(entry.path)
    bytes += entry.sizeBytes
  }
  const sums = await world.files.sha256All(folder, paths)
  return { bytes, files: paths.map((path, index) => ({ path, sha256: sums[index] ?? '' })) }
}

function countPackages(listing: string): number {
  return (listing.match(/"version":/g) ?? []).length
}
