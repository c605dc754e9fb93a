export interface PackageManifest {
  version: string
  /** `engines.node`; null when the package does not say. */
  nodeRange: string | null
  /** Subresource integrity of the tarball, as the registry states it. */
  integrity: string | null
  /** Size on disk after unpacking the tarball alone, in bytes; null when unknown. */
  unpackedBytes: number | null
}

/** The npm registry, as the user's own npmrc reaches it. Errors: E_REGISTRY. */
export interface Registry {
  /** dist-tag → version. */
  distTags(name: string): Promise<Readonly<Record<string, string>>>
  /** The manifest of one exact version; null when the registry does not have it. */
  manifest(name: string, version: string): Promise<PackageManifest | null>
  /**
   * When the registry says that a version was published, in milliseconds since the epoch; null when it does not say. Not proof:
   * registries have been wrong. Asks for the full document, which is large, unless the last answer had the times in it.
   */
  publishedMs(name: string, version: string): Promise<number | null>
}
