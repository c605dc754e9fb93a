import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { renderUnit, type UnitValues } from '../daemon/render-unit.ts'
import type { Gateway } from '../openclaw/gateway.ts'
import type { Places } from '../ports/places.ts'
import type { World } from '../ports/world.ts'
import type { OwnProgram } from './own-program.ts'
import type { PlannedFile } from './write-files.ts'

export const daemonUnit = 'moltd.service'
const failedUnit = 'moltd-failed.service'

/** What `moltd install` puts on disk, whole. */
export interface ServicePlan {
  program: OwnProgram
  files: readonly PlannedFile[]
}

export interface ServiceRequest {
  program: OwnProgram
  /** All that there are. */
  gateways: readonly Gateway[]
  /** Absolute; absent: the usual file. */
  configPath?: string | undefined
  webhookFile: string | null
}

/** Of the shell that installs: ways to the network, and where moltd's own files are when not in the usual place. */
const inherited = /^(XDG_(CONFIG|DATA)_HOME|(https?|all|no)_proxy|NODE_EXTRA_CA_CERTS|SSL_CERT_(FILE|DIR))$/i

export async function planService(
  world: Pick<World, 'environment' | 'files' | 'places'>,
  request: ServiceRequest,
): Promise<ServicePlan> {
  const { program, gateways, webhookFile } = request
  const [gateway, ...others] = gateways
  const values: UnitValues = {
    node: program.node,
    entry: program.entry,
    gateway: gateway !== undefined && others.length === 0 ? gateway.unit : null,
    environment: environmentOf(world, request),
    failedScript: failedScript(world.places),
    webhookFile,
  }
  const shipped = (name: string) =>
    world.files.readText(fileURLToPath(new URL(`../../systemd/${name}`, import.meta.url)))
  const [daemon, failed, script] = await Promise.all([
    shipped(daemonUnit),
    shipped(failedUnit),
    shipped('moltd-failed.sh'),
  ])
  const folder = unitFolder(world.places)
  return {
    program,
    files: [
      { path: join(folder, daemonUnit), text: renderUnit(daemon, values), mode: 0o644 },
      { path: join(folder, failedUnit), text: renderUnit(failed, values), mode: 0o644 },
      { path: failedScript(world.places), text: script, mode: 0o755 },
    ],
  }
}

/** The service manager knows little of the account's PATH; the gateway's own unit names where its npm is. */
function environmentOf(
  { environment }: Pick<World, 'environment'>,
  { gateways, configPath }: ServiceRequest,
): Record<string, string> {
  const path = gateways[0]?.definition.environment.PATH
  const named = Object.entries(environment).flatMap(([name, value]) =>
    value && inherited.test(name) ? [[name, value] as const] : [],
  )
  return {
    ...(path !== undefined && { PATH: path }),
    ...Object.fromEntries(named),
    ...(configPath !== undefined && { MOLTD_CONFIG: configPath }),
  }
}

/** Where this account's units are. */
export function unitFolder(places: Pick<Places, 'configFolder'>): string {
  return join(dirname(places.configFolder), 'systemd', 'user')
}

export function ownUnitPaths(places: Pick<Places, 'configFolder' | 'dataFolder'>): string[] {
  return [join(unitFolder(places), daemonUnit), join(unitFolder(places), failedUnit), failedScript(places)]
}

function failedScript(places: Pick<Places, 'dataFolder'>): string {
  return join(places.dataFolder, 'moltd-failed.sh')
}
