import { dirname } from 'node:path'

/** An OpenClaw package on disk. */
export interface Installation {
  /** `git`: a checkout, which OpenClaw's own updater changes in place. `pnpm`: global, by pnpm 11 or later. */
  kind: 'npm' | 'git' | 'pnpm'
  /**
   * The package folder by the path that stays over an update: `<prefix>/lib/node_modules/openclaw`, or the checkout. pnpm's
   * `<prefix>/global/v11/<hash>/node_modules/openclaw` is a link, and each version has a folder of its own behind it.
   */
  root: string
  /** npm's global prefix, which also holds `bin/`; the folder that a checkout is in; pnpm's home. */
  prefix: string
  /** From package.json on disk. */
  version: string
  /** Launchers outside the root that belong to it: symlinks `<prefix>/bin/…` and where they point. */
  launchers: readonly { path: string; target: string }[]
  /** pnpm's launchers: scripts, which it writes anew in place. Absent: none. */
  shims?: readonly string[]
}

/** Where a new package is laid out, on the file system of the live one and out of the way of its package manager. */
export function folderBeside({ kind, root, prefix }: Installation): string {
  return kind === 'pnpm' ? prefix : dirname(root)
}
