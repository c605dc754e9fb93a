/** An OpenClaw package on disk. */
export interface Installation {
  /** `git`: a checkout, which OpenClaw's own updater changes in place. */
  kind: 'npm' | 'git'
  /** The package folder itself: `<prefix>/lib/node_modules/openclaw`, or the checkout. */
  root: string
  /** npm's global prefix, which also holds `bin/`; the folder that a checkout is in. */
  prefix: string
  /** From package.json on disk. */
  version: string
  /** Launchers outside the root that belong to it: symlinks `<prefix>/bin/…` and where they point. */
  launchers: readonly { path: string; target: string }[]
}
