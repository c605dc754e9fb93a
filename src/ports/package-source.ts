/** `unknown`: it could not be asked, `reason` says why. */
export interface SignatureAnswer {
  signature: 'verified' | 'not-offered' | 'wrong' | 'unknown'
  provenance: 'verified' | 'not-offered' | 'wrong' | 'unknown'
  reason: string | null
}

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
  /** The whole tarball to a file, its integrity checked against `integrity`, else against what the registry says. */
  download(
    name: string,
    version: string,
    path: string,
    options: { integrity: string | null; signal: AbortSignal },
  ): Promise<{ integrity: string }>
  /** Checks what the registry offers to prove who published it. Never rejects. */
  checkSignatures(name: string, version: string, signal: AbortSignal): Promise<SignatureAnswer>
}
