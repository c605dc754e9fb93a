import { join } from 'node:path'
import type { Gateway } from '../../openclaw/gateway.ts'
import { folderBeside } from '../../openclaw/installation.ts'
import { compareVersions, parseVersion } from '../../openclaw/version.ts'
import type { World } from '../../ports/world.ts'
import { stageFolderOf } from '../update/stage-package.ts'
import type { DriverName, KeptPackage } from '../update/update-request.ts'

/** Plain data: whoever comes after a kill removes what it names. */
export interface RehearsalRequest {
  runId: string
  gateway: Gateway
  to: string
  /** Ids of the remedies that are applied before the update; absent: none. */
  remedies?: readonly string[]
  /** A version of the vault; absent or null: the registry has it. */
  kept?: KeptPackage | null
  /** Where the candidate is installed: the package-manager driver takes it from there when it has passed. */
  stageFolder: string
  keepsStage: boolean
  /** Takes the copy of the state. The same every time, since OpenClaw leaves small lock files in /tmp that are named by it. */
  scratchFolder: string
  jobsFolder: string
  /** Why the start is not tried out here; null: it is. */
  startIsLeft: string | null
  idleLimitMs: number
  startBudgetMs: number
  budgetMs: number
}

export type RehearsalWorld = Pick<
  World,
  | 'clock'
  | 'commands'
  | 'databases'
  | 'environment'
  | 'files'
  | 'http'
  | 'log'
  | 'narrator'
  | 'places'
  | 'processes'
  | 'supervisor'
>

/** From here on OpenClaw's own updater migrates and starts the candidate on a copy of the state before it stops the gateway. */
const updaterRehearsesSince = '2026.9.3'

/**
 * What the installed updater proves by itself is not proven twice: its run record then has "Checking Gateway startup". Only where
 * no driver goes around it: the package-manager driver would bring in what OpenClaw's own rehearsal has just refused.
 */
export function whyStartIsLeft(from: string, drivers: readonly DriverName[]): string | null {
  const [installed, first] = [parseVersion(from), parseVersion(updaterRehearsesSince)]
  const rehearses = installed !== null && first !== null && compareVersions(installed, first) >= 0
  if (!rehearses || drivers.includes('package-manager')) return null
  return `the updater of ${from} starts it on a copy itself before it stops the gateway, and no driver goes around that`
}

export function scratchFolderOf({ dataFolder }: World['places']): string {
  return join(dataFolder, 'rehearsal')
}

/** Of any run: what a kill may have left beside the package. */
export async function staleStages(world: Pick<World, 'files'>, gateway: Gateway): Promise<string[]> {
  const folder = folderBeside(gateway.installation)
  const prefix = stageFolderOf(gateway, '')
  const paths = (await world.files.list(folder)).map(name => join(folder, name))
  return paths.filter(path => path.startsWith(prefix))
}
