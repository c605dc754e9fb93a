import type { Scenario } from '../scenario.ts'
import { daemonHung } from './daemon-hung.ts'
import { deskRollback } from './desk-rollback.ts'
import { fromMirror } from './from-mirror.ts'
import { fromVault } from './from-vault.ts'
import { gitCheckout } from './git-checkout.ts'
import { healthyRestarts } from './healthy-restarts.ts'
import { hungUpdater } from './hung-updater.ts'
import { illReleases } from './ill-releases.ts'
import { incident } from './incident.ts'
import { installUninstall } from './install-uninstall.ts'
import { killed } from './killed.ts'
import { nextDriver } from './next-driver.ts'
import { oldNode } from './old-node.ts'
import { pnpm } from './pnpm.ts'
import { refusedConfig } from './refused-config.ts'
import { rescue } from './rescue.ts'
import { rolledBack } from './rolled-back.ts'
import { scheduledRun } from './scheduled-run.ts'
import { takenPort } from './taken-port.ts'
import { updateRun } from './update-run.ts'

/** What is promised most first: where time is short, the last ones are left out. */
export const scenarios: readonly Scenario[] = [
  incident,
  rolledBack,
  updateRun,
  nextDriver,
  killed,
  hungUpdater,
  rescue,
  scheduledRun,
  deskRollback,
  oldNode,
  installUninstall,
  daemonHung,
  illReleases,
  takenPort,
  refusedConfig,
  pnpm,
  gitCheckout,
  fromMirror,
  fromVault,
  healthyRestarts,
]
