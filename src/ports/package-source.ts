/** Packages as the registry packs them. Errors: E_REGISTRY. */
export interface PackageSource {
  /** All versions that the registry has, in no order. */
  versions(name: string): Promise<readonly string[]>
  /**
   * A text file near the beginning of a package's tarball (`CHANGELOG.md`), without loading the rest; null when it is not
   * there, or longer than `maxBytes`.
   */
  readPackedText(
    name: string,
    version: string,
    path: string,
    limits: { maxBytes: number; signal: AbortSignal },
  ): Promise<string | null>
}
