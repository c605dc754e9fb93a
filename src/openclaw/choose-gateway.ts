import { delimiter, dirname, isAbsolute, join } from 'node:path'
import { MoltdError } from '../ports/errors.ts'
import type { World } from '../ports/world.ts'
import type { Discovery } from './discover.ts'
import type { Gateway } from './gateway.ts'

export interface WantedGateway {
  /** Unit name, with or without `.service`. */
  unit?: string | undefined
  profile?: string | undefined
}

/** The one gateway that is meant. Errors: E_SEVERAL_GATEWAYS, E_NO_GATEWAY, and whatever kept a unit from being resolved. */
export async function chooseGateway(
  world: Pick<World, 'environment' | 'files' | 'places'>,
  { gateways, problems }: Discovery,
  wanted: WantedGateway = {},
): Promise<Gateway> {
  const chosen = gateways.filter(gateway => isWanted(gateway, wanted))
  const [only, ...others] = chosen
  if (only !== undefined && others.length === 0) return only
  if (only !== undefined) throw severalGateways(chosen)

  const problem = problems.find(({ unit }) => wanted.unit === undefined || unit === withSuffix(wanted.unit))
  if (problem !== undefined && (gateways.length === 0 || wanted.unit !== undefined)) throw problem.error
  throw await noGateway(world, { gateways, problems }, wanted)
}

function isWanted(gateway: Gateway, { unit, profile }: WantedGateway): boolean {
  if (unit !== undefined && gateway.unit !== withSuffix(unit)) return false
  return profile === undefined || (gateway.profile ?? 'default') === profile
}

function withSuffix(unit: string): string {
  return unit.endsWith('.service') ? unit : `${unit}.service`
}

function severalGateways(gateways: readonly Gateway[]): MoltdError {
  const named = gateways.map(({ unit, profile, port, installation }) => {
    return `${unit} (profile ${profile ?? 'default'}, port ${port}, ${installation.version} in ${installation.root})`
  })
  return new MoltdError(
    'E_SEVERAL_GATEWAYS',
    `cannot choose between ${gateways.length} gateways: ${named.join('; ')}`,
    'Name one in the config: `gateway: { unit: "…" }`.',
  )
}

async function noGateway(
  world: Pick<World, 'environment' | 'files' | 'places'>,
  { gateways, problems }: Discovery,
  wanted: WantedGateway,
): Promise<MoltdError> {
  const units = [...gateways.map(({ unit }) => unit), ...problems.map(({ unit }) => unit)]
  const listed =
    units.length === 0 ? 'none of the user units is a gateway' : `the gateways are ${units.join(', ')}`
  if (wanted.unit !== undefined || wanted.profile !== undefined) {
    const what = [wanted.unit && `the unit ${wanted.unit}`, wanted.profile && `the profile ${wanted.profile}`]
    return new MoltdError(
      'E_NO_GATEWAY',
      `cannot find the gateway with ${what.filter(Boolean).join(' and ')}: ${listed}`,
      'Correct the name in the config; `systemctl --user list-units "openclaw*"` shows what there is.',
    )
  }
  const { looked, found } = await lookForPackages(world)
  return new MoltdError(
    'E_NO_GATEWAY',
    `cannot find an OpenClaw gateway: ${listed}, and ${found === null ? `no package is in ${looked.join(', ')}` : `no service runs the package in ${found}`}`,
    found === null
      ? 'Install OpenClaw as this user (`npm install --global openclaw`), then run `openclaw gateway install`.'
      : 'Run `openclaw gateway install`.',
  )
}

/** Where npm puts global packages: the prefixes of PATH, and the usual ones. */
async function lookForPackages(
  world: Pick<World, 'environment' | 'files' | 'places'>,
): Promise<{ looked: string[]; found: string | null }> {
  const onPath = (world.environment.PATH ?? '').split(delimiter).filter(isAbsolute).map(dirname)
  const prefixes = new Set([join(world.places.home, '.npm-global'), ...onPath, '/usr/local', '/usr'])
  const looked = [...prefixes].map(prefix => join(prefix, 'lib/node_modules/openclaw'))
  for (const root of looked) {
    if ((await world.files.statTarget(join(root, 'package.json'))) !== null) return { looked, found: root }
  }
  return { looked, found: null }
}
