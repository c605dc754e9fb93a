import { join } from 'node:path'
import { supervisorMarkers } from '../../openclaw/cli-environment.ts'
import { compareVersions, parseVersion } from '../../openclaw/version.ts'
import type { ScratchGateway } from './scratch.ts'

/** The first version whose gateway can be told that it is only tried out: no timers, no maintenance, no second listener. */
const canarySince = '2026.9.3'
/** Should moltd die, its scratch gateway does not outlive it for long. */
const longestLifeSeconds = 900

/** Of the live unit or the user manager, and nothing that a scratch gateway may have: the buses, and whatever says which gateway it is. */
const notShared = [
  ...supervisorMarkers,
  'DBUS_SESSION_BUS_ADDRESS',
  'XDG_RUNTIME_DIR',
  'NOTIFY_SOCKET',
  'OPENCLAW_PROFILE',
  'OPENCLAW_GATEWAY_PORT',
  'OPENCLAW_GATEWAY_TOKEN',
  'OPENCLAW_GATEWAY_PASSWORD',
  'OPENCLAW_AGENT_DIR',
  'PI_CODING_AGENT_DIR',
  'OPENCLAW_OAUTH_DIR',
  'OPENCLAW_DIAGNOSTICS_TIMELINE_PATH',
]

/** Whoever serves comes first: for what nobody waits for. */
export const lowPriority = ['nice', '-n', '10', 'ionice', '-c', '2', '-n', '7'] as const

export function scratchArgv(gateway: ScratchGateway): [string, ...string[]] {
  const canary = knowsCanary(gateway.version) ? ['--update-canary'] : []
  const words = ['gateway', 'run', ...canary, '--bind', 'loopback', '--port', String(gateway.port)]
  return scratchCommand(gateway, words)
}

/** Any command of that OpenClaw. systemd sets some variables itself, so they are unset behind it. */
export function scratchCommand(gateway: ScratchGateway, words: readonly string[]): [string, ...string[]] {
  const unset = notShared.flatMap(name => ['-u', name])
  const bound = ['timeout', '--kill-after=10', String(longestLifeSeconds)]
  const entry = [gateway.node, join(gateway.packageRoot, 'openclaw.mjs')]
  return ['/usr/bin/env', ...unset, ...(gateway.isMeek ? lowPriority : []), ...bound, ...entry, ...words]
}

/**
 * The private namespace that OpenClaw's own updater gives to a candidate which it tries out (`buildUpdateRehearsalPathEnv`); with
 * exactly these, 2026.9.3 and later refuse to write anywhere else. Older ones take from it the paths and the switches.
 */
export function scratchEnvironment(
  gateway: ScratchGateway,
  environment: Readonly<Record<string, string | undefined>>,
): Record<string, string> {
  const root = gateway.stateFolder
  const hidden = new Set(notShared)
  const shared = Object.entries(gateway.environment).filter(([name]) => !hidden.has(name))
  return {
    PATH: environment.PATH ?? '/usr/local/bin:/usr/bin:/bin',
    ...Object.fromEntries(shared),
    HOME: root,
    USERPROFILE: root,
    TMPDIR: root,
    TMP: root,
    TEMP: root,
    XDG_CONFIG_HOME: join(root, 'config'),
    XDG_CACHE_HOME: join(root, 'cache'),
    XDG_DATA_HOME: join(root, 'data'),
    XDG_STATE_HOME: join(root, 'state'),
    OPENCLAW_HOME: root,
    OPENCLAW_STATE_DIR: root,
    OPENCLAW_CONFIG_PATH: join(root, 'openclaw.json'),
    OPENCLAW_WORKSPACE_DIR: join(root, 'workspace'),
    OPENCLAW_SKIP_CHANNELS: '1',
    OPENCLAW_SKIP_PROVIDERS: '1',
    OPENCLAW_SKIP_CRON: '1',
    OPENCLAW_SKIP_GMAIL_WATCHER: '1',
    OPENCLAW_SKIP_CANVAS_HOST: '1',
    OPENCLAW_SKIP_BROWSER_CONTROL_SERVER: '1',
    OPENCLAW_SKIP_STARTUP_MODEL_PREWARM: '1',
    OPENCLAW_NO_AUTO_UPDATE: '1',
    NODE_DISABLE_COMPILE_CACHE: '1',
    OPENCLAW_UPDATE_IN_PROGRESS: '0',
    OPENCLAW_SERVICE_REPAIR_POLICY: 'external',
    OPENCLAW_UPDATE_PARENT_ALLOWS_GATEWAY_SERVICE_REPAIR: '0',
    OPENCLAW_UPDATE_PARENT_ALLOWS_GATEWAY_ACTIVATION: '0',
    OPENCLAW_DISABLE_BONJOUR: '1',
    OPENCLAW_NO_RESPAWN: '1',
    OPENCLAW_EXEC_SHELL_SNAPSHOT: '0',
  }
}

function knowsCanary(version: string): boolean {
  const [one, first] = [parseVersion(version), parseVersion(canarySince)]
  return one !== null && first !== null && compareVersions(one, first) >= 0
}
