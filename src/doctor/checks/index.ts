import type { DoctorCheck } from '../facts.ts'
import { botsHeard } from './bots-heard.ts'
import { clockRight } from './clock-right.ts'
import { daemonNode } from './daemon-node.ts'
import { daemonRuns } from './daemon-runs.ts'
import { deskOpen } from './desk-open.ts'
import { discordReachable } from './discord-reachable.ts'
import { dropInInPlace } from './drop-in-in-place.ts'
import { gatewayActive } from './gateway-active.ts'
import { gatewayFound } from './gateway-found.ts'
import { lingerOn } from './linger-on.ts'
import { mirrorAlive } from './mirror-alive.ts'
import { moltdCurrent } from './moltd-current.ts'
import { noOpenRun } from './no-open-run.ts'
import { npmRules } from './npm-rules.ts'
import { ordersInForce } from './orders-in-force.ts'
import { ownFilesBounded } from './own-files-bounded.ts'
import { ownFolders } from './own-folders.ts'
import { pointRestorable } from './point-restorable.ts'
import { registryReachable } from './registry-reachable.ts'
import { reportsDelivered } from './reports-delivered.ts'
import { systemdRuns } from './systemd-runs.ts'
import { userBus } from './user-bus.ts'
import { vaultFilled } from './vault-filled.ts'
import { versionSound } from './version-sound.ts'
import { wslStaysUp } from './wsl-stays-up.ts'

/** In the order of a morning: the machine, the gateway, moltd, the world outside, the way back. */
export const checks: readonly DoctorCheck[] = [
  systemdRuns,
  userBus,
  lingerOn,
  wslStaysUp,
  clockRight,
  gatewayFound,
  gatewayActive,
  versionSound,
  dropInInPlace,
  daemonRuns,
  daemonNode,
  moltdCurrent,
  noOpenRun,
  ownFolders,
  ownFilesBounded,
  registryReachable,
  npmRules,
  discordReachable,
  deskOpen,
  botsHeard,
  reportsDelivered,
  pointRestorable,
  mirrorAlive,
  vaultFilled,
  ordersInForce,
]
