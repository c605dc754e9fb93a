import { delimiter, dirname } from 'node:path'
import type { Gateway } from './gateway.ts'

/**
 * Variables by which OpenClaw's CLI takes itself for the supervised gateway (`SUPERVISOR_HINT_ENV_VARS` and
 * `GATEWAY_SERVICE_RUNTIME_PID_ENV` in its source). With any of the systemd ones set, `openclaw update` hands its work to
 * the gateway's own helper instead of doing it, and a newer config is refused with the exit code of a service.
 */
export const supervisorMarkers = [
  'OPENCLAW_SERVICE_MARKER',
  'OPENCLAW_SERVICE_KIND',
  'OPENCLAW_SERVICE_VERSION',
  'OPENCLAW_GATEWAY_SERVICE_PID',
  'OPENCLAW_SYSTEMD_UNIT',
  'OPENCLAW_LAUNCHD_LABEL',
  'OPENCLAW_WINDOWS_TASK_NAME',
  'OPENCLAW_WINDOWS_TASK_HIDDEN_LAUNCHER',
  'INVOCATION_ID',
  'SYSTEMD_EXEC_PID',
  'JOURNAL_STREAM',
] as const

/** What the CLI needs of our own session: the user, the bus, the language, and the way to the network. */
const inherited =
  /^(USER|LOGNAME|SHELL|LANG|LC_.+|TZ|TMPDIR|XDG_RUNTIME_DIR|DBUS_SESSION_BUS_ADDRESS|(https?|all|no)_proxy|npm_config_.+|NODE_EXTRA_CA_CERTS|SSL_CERT_(FILE|DIR))$/i

/** The environment in which a person's `openclaw` command would meet this gateway: its unit's, seen from outside. */
export function openclawEnvironment(
  gateway: Gateway,
  environment: Readonly<Record<string, string | undefined>>,
): Record<string, string> {
  const markers: ReadonlySet<string> = new Set(supervisorMarkers)
  const result: Record<string, string> = {}
  for (const [name, value] of Object.entries(environment)) {
    if (value !== undefined && inherited.test(name)) result[name] = value
  }
  for (const [name, value] of Object.entries(gateway.definition.environment)) {
    if (!markers.has(name)) result[name] = value
  }
  result.HOME ??= environment.HOME ?? dirname(gateway.stateFolder)
  result.PATH = nodeFirst(gateway, result.PATH ?? environment.PATH ?? '/usr/local/bin:/usr/bin:/bin')
  result.OPENCLAW_GATEWAY_PORT = String(gateway.port)
  return { ...result, ...profileSelection(gateway) }
}

/**
 * What `--profile` in the unit's command sets for itself and its children. Nothing for other gateways: OpenClaw writes
 * such variables into the unit when it refreshes it.
 */
function profileSelection(gateway: Gateway): Record<string, string> {
  if (gateway.profile === null || gateway.definition.environment.OPENCLAW_STATE_DIR) return {}
  return {
    OPENCLAW_PROFILE: gateway.profile,
    OPENCLAW_STATE_DIR: gateway.stateFolder,
    OPENCLAW_CONFIG_PATH: gateway.configPath,
  }
}

function nodeFirst(gateway: Gateway, path: string): string {
  const folder = dirname(gateway.node.path)
  return [folder, ...path.split(delimiter).filter(part => part !== '' && part !== folder)].join(delimiter)
}
