import type { Registry } from '../ports/registry.ts'

/** What a registry would say that had this one version and nothing else: for a run that needs none. */
export function registryOf(entry: {
  version: string
  nodeRange: string | null
  integrity: string | null
}): Registry {
  return {
    distTags: async () => ({}),
    manifest: async (_name, version) =>
      version === entry.version
        ? { version, nodeRange: entry.nodeRange, integrity: entry.integrity, unpackedBytes: null }
        : null,
    publishedMs: async () => null,
  }
}
