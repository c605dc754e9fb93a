import type { Registry } from '../ports/registry.ts'
import type { VaultEntry } from './vault.ts'

/** What a registry would say that had this one version and nothing else: for a run that needs none. */
export function registryOf(entry: VaultEntry): Registry {
  return {
    distTags: async () => ({}),
    manifest: async (_name, version) =>
      version === entry.version
        ? { version, nodeRange: entry.nodeRange, integrity: entry.integrity, unpackedBytes: null }
        : null,
    publishedMs: async () => null,
  }
}
