import { isAbsolute, join, resolve } from 'node:path'
import { MoltdError } from '../ports/errors.ts'
import { redactText } from '../ports/redaction.ts'
import type { ServiceDefinition } from '../ports/supervisor.ts'
import type { World } from '../ports/world.ts'
import { findInstallation } from './find-installation.ts'
import type { Gateway } from './gateway.ts'
import { optionOf, parseGatewayCommand } from './gateway-command.ts'
import type { Installation } from './installation.ts'
import { askNodeVersion } from './node-version.ts'
import { readOpenclawConfig } from './openclaw-config.ts'
import { findStatePlaces } from './state-places.ts'

export interface Discovery {
  gateways: readonly Gateway[]
  /** Units that look like a gateway and could not be resolved, with the reason. */
  problems: readonly { unit: string; error: MoltdError }[]
}

type DiscoveryWorld = Pick<World, 'commands' | 'files' | 'places' | 'supervisor'>

const defaultPort = 18_789

/** All gateways of this user that can be resolved from their units. Errors: E_NO_USER_BUS. */
export async function discoverGateways(world: DiscoveryWorld): Promise<readonly Gateway[]> {
  return (await surveyGateways(world)).gateways
}

/** The same, and what was wrong with the others. */
export async function surveyGateways(world: DiscoveryWorld): Promise<Discovery> {
  const units = await world.supervisor.listGateways()
  const settled = await Promise.allSettled(units.map(unit => resolveGateway(world, unit)))
  const gateways: Gateway[] = []
  const problems: { unit: string; error: MoltdError }[] = []
  for (const [index, result] of settled.entries()) {
    const unit = units[index] ?? ''
    if (result.status === 'fulfilled') gateways.push(result.value)
    else if (result.reason instanceof MoltdError) problems.push({ unit, error: result.reason })
    else throw result.reason
  }
  return { gateways, problems }
}

/** One gateway from its unit. Errors: E_NO_GATEWAY, E_GATEWAY_COMMAND, E_INSTALLATION_KIND, E_INSTALLATION_BROKEN. */
export async function resolveGateway(world: DiscoveryWorld, unit: string): Promise<Gateway> {
  const definition = await world.supervisor.define(unit)
  if (definition === null) {
    throw new MoltdError(
      'E_NO_GATEWAY',
      `cannot find the unit ${unit}`,
      'Run `systemctl --user list-unit-files`.',
    )
  }
  const command = parseGatewayCommand(definition.argv)
  if (command === null) {
    const shown = redactText(definition.argv.join(' ')).slice(0, 120)
    throw commandFailure(unit, `its command is \`${shown}\`, not \`node …/openclaw/…\``)
  }
  const { environment } = definition
  const script = isAbsolute(command.script)
    ? command.script
    : resolve(definition.workingDirectory ?? world.places.home, command.script)
  const [nodeVersion, installation, places] = await Promise.all([
    nodeVersionOf(world, unit, command.node),
    findInstallation(world, script),
    findStatePlaces(world, command.args, environment, environment.HOME ?? world.places.home),
  ])
  // A broken config is no reason not to find the gateway; others report it.
  const config = await readOpenclawConfig(world, places.configPath).catch(() => null)
  return {
    unit,
    profile: places.profile,
    port: statedPort(command.args, definition) ?? config?.port ?? defaultPort,
    ...(config?.tls === true && { tls: true }),
    installation,
    node: { path: command.node, version: nodeVersion },
    entry: entryOf(installation, await world.files.resolve(script)),
    stateFolder: places.stateFolder,
    configPath: places.configPath,
    definition,
  }
}

/** By the path that stays over an update. */
function entryOf({ kind, root }: Installation, script: string): string {
  return kind === 'pnpm' ? join(root, script.split('/node_modules/openclaw/').at(-1) ?? '') : script
}

async function nodeVersionOf(world: DiscoveryWorld, unit: string, node: string): Promise<string> {
  const answer = await askNodeVersion(world, node)
  if ('version' in answer) return answer.version
  throw commandFailure(unit, `\`${node} --version\` does not answer (${answer.why})`)
}

/** OpenClaw's order: option, environment; then its config. */
function statedPort(args: readonly string[], { environment }: ServiceDefinition): number | null {
  return parsePort(optionOf(args, '--port')) ?? parsePort(environment.OPENCLAW_GATEWAY_PORT ?? null)
}

/** `18789` or `127.0.0.1:18789`. */
function parsePort(text: string | null): number | null {
  const port = Number(/^(?:.*:)?(\d{1,5})$/.exec(text?.trim() ?? '')?.[1])
  return port >= 1 && port <= 65_535 ? port : null
}

function commandFailure(unit: string, why: string): MoltdError {
  return new MoltdError(
    'E_GATEWAY_COMMAND',
    `cannot tell how ${unit} runs OpenClaw: ${why}`,
    `Look at \`systemctl --user cat ${unit}\`; \`openclaw gateway install --force\` writes it anew.`,
  )
}
