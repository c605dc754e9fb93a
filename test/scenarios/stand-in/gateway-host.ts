import { join } from 'node:path'
import {
  type ChildDefinition,
  type ChildSupervisor,
  createChildSupervisor,
} from '../../../src/adapters/child-supervisor.ts'
import { resolvePlaces } from '../../../src/adapters/places.ts'
import { stopHook } from '../../../src/recovery/drop-in.ts'
import { standInUnit as unit } from '../../doubles/openclaw/supervise-stand-in.ts'

export { unit }

/** What a process needs in order to run, or to take over, the gateway of a throw-away home; plain JSON. */
export interface GatewayHost {
  home: string
  argv: readonly [string, ...string[]]
  environment: Readonly<Record<string, string>>
  /** Runs after the hook at each stop. */
  afterStop?: string | undefined
  restartDelayMs?: number | undefined
}

/** The environment of moltd itself: nothing of the developer's own but the path to programs. */
export function moltdEnvironment({ home }: Pick<GatewayHost, 'home'>): Record<string, string> {
  return { HOME: home, PATH: process.env.PATH ?? '/usr/bin:/bin', MOLTD_LOG: 'silent' }
}

/** moltd's own supervisor with the copy at the stop, as the drop-in of a unit has it; systemd's id of a life included. */
export function createHostSupervisor(host: GatewayHost): ChildSupervisor {
  const { home, argv, restartDelayMs = 50 } = host
  const environment = { ...host.environment, INVOCATION_ID: '0123456789abcdef0123456789abcdef' }
  const definition = { unit, argv, environment, workingDirectory: home, stopTimeoutMs: 5_000 }
  return createChildSupervisor({
    definitions: [{ ...definition, stopPostHook: hookOf(host, definition) }],
    logFolder: join(home, 'logs'),
    stateFolder: join(home, 'supervisor'),
    restartDelayMs,
  })
}

function hookOf(
  { home, afterStop }: GatewayHost,
  definition: ChildDefinition & { stopTimeoutMs: number },
): readonly [string, ...string[]] {
  const facts = { ...definition, fragmentPath: null, dropInPaths: [], restart: 'always' }
  const hook = stopHook(resolvePlaces({ HOME: home }), { unit, definition: facts })
  return afterStop === undefined ? hook : ['/bin/sh', '-c', `"$@"; ${afterStop}`, 'hook', ...hook]
}
