/** An OpenClaw package on disk. */
export interface Installation {
  kind: 'npm'
  /** The package folder itself: `<prefix>/lib/node_modules/openclaw`. */
  root: string
  /** npm's global prefix, which also holds `bin/`. */
  prefix: string
  /** From package.json on disk. */
  version: string
  /** Launchers outside the root that belong to it: symlinks `<prefix>/bin/…` and where they point. */
  launchers: readonly { path: string; target: string }[]
}
