import type { ProgramPart } from '../openclaw/program-parts.ts'
import type { CopyMethod } from '../ports/files.ts'

export type RecoveryReason = 'before-update' | 'before-rollback' | 'manual'

export interface ManifestFile {
  /** Relative to the recovery point: `package/…`, `state/…`, `unit/…`. */
  path: string
  kind: 'file' | 'symlink' | 'directory'
  sizeBytes: number
  mode: number
  modifiedMs: number
  /** Hex; for a file. */
  sha256?: string
  /** For a symlink. */
  target?: string
}

/** A piece of the program, restored to its own place. */
export interface SavedPart extends ProgramPart {
  /** Where its copy is, relative to the recovery point. */
  stored: string
}

/** A file restored to its own place. */
export interface LooseFile {
  path: string
  /** Where its copy is, relative to the recovery point. */
  stored: string
}

/** Everything needed to be back where we were, on disk at `path`; see docs/recovery.md for the layout. */
export interface RecoveryPoint {
  id: string
  path: string
  reason: RecoveryReason
  /** ISO 8601. */
  createdAt: string
  /** The run that took it. */
  runId: string | null
  unit: string
  version: string
  node: { path: string; version: string }
  /** The commit that the program was built from, pinned in the mirror; absent or null: not known. */
  sourceCommit?: string | null
  /** By the path that stays over an update. */
  packageRoot: string
  /** Absent: the package folder is all of it, stored as `package`. */
  parts?: readonly SavedPart[]
  launchers: readonly { path: string; target: string }[]
  stateFolder: string
  configPath: string
  unitFile: string | null
  /** Files outside package and state, kept verbatim: unit, drop-ins, a config that lies elsewhere. */
  loose: readonly LooseFile[]
  /** Folders below the state folder that are the user's: never copied, never moved. */
  workspaces: readonly string[]
  /** What could not be copied or lies behind a link, and why. */
  leftOut: readonly { path: string; reason: string }[]
  /** The gateway's port, for whoever waits for it after a restore. */
  port: number
  packageMethod: CopyMethod
  packageBytes: number
  stateBytes: number
  /** How long it took, per part, in milliseconds. */
  tookMs: { package: number; state: number; hashes: number; total: number }
  /** Kept whatever retention says. */
  pinned: boolean
  /** A version that ran well here. */
  lastGood: boolean
  /** `sealed`: the exact pass at the stop is part of it; `live`: only the live pass so far. */
  state: 'live' | 'sealed'
}

export interface RecoveryFinding {
  kind: 'missing' | 'changed' | 'emptied' | 'extra' | 'unreadable'
  path: string
  text: string
}
