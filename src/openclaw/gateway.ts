import type { ServiceDefinition } from '../ports/supervisor.ts'
import type { Installation } from './installation.ts'

/** A running (or stopped) service of an installation; everything resolved from its unit. */
export interface Gateway {
  unit: string
  /** `--profile` / OPENCLAW_PROFILE; null for the default one. */
  profile: string | null
  port: number
  /** It answers over TLS alone; absent: no. */
  tls?: boolean
  installation: Installation
  /** The Node binary of ExecStart, and what `--version` of it says, e.g. `24.16.0`. */
  node: { path: string; version: string }
  /** The script that Node runs, e.g. `<root>/dist/index.js`. */
  entry: string
  /** `~/.openclaw` or OPENCLAW_STATE_DIR. */
  stateFolder: string
  /** `openclaw.json`. */
  configPath: string
  definition: ServiceDefinition
}
