/** What the user wants of the mirror; from the config. */
export interface MirrorSettings {
  upstream: string
  /** The user's private repository; null: the copy on this machine is all. */
  origin: string | null
  /** Full names of refs, with `*` for the rest of a name: `refs/tags/v*`. */
  refs: readonly string[]
  /** Only so many newest commits of each ref; 0: the whole history. */
  depth: number
  /** Leave file contents at upstream until somebody asks for them. */
  filter: 'none' | 'blob:none'
  timeoutMs: number
  onMismatch: 'say' | 'block'
}
