import { join } from 'node:path'
import { createChildSupervisor } from '../../../src/adapters/child-supervisor.ts'
import { isReady, waitForProbe } from './run-gateway.ts'
import type { StandInHome } from './stand-in-home.ts'

export const standInUnit = 'openclaw-gateway.service'

/** Starts the gateway of a stand-in under moltd's own supervisor, which restarts it at once, and waits until it is ready. */
export async function superviseStandIn(
  home: StandInHome,
  options: { stopPostHook?: readonly [string, ...string[]] } = {},
) {
  const { argv, environment, home: workingDirectory } = home
  const supervisor = createChildSupervisor({
    definitions: [{ unit: standInUnit, argv, environment, workingDirectory, ...options }],
    logFolder: join(home.home, 'logs'),
    stateFolder: join(home.home, 'supervisor'),
    restartDelayMs: 20,
  })
  await supervisor.start(standInUnit)
  await waitForProbe(home.port, 'readyz', isReady)
  return supervisor
}
