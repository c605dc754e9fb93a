import { isAbsolute, join, resolve } from 'node:path'
import type { World } from '../ports/world.ts'
import { optionOf } from './gateway-command.ts'

export interface StatePlaces {
  profile: string | null
  stateFolder: string
  configPath: string
}

/**
 * Where a gateway keeps its state, by OpenClaw's own rules (`resolveStateDir`, `applyCliProfileEnv`): OPENCLAW_STATE_DIR, else
 * below OPENCLAW_HOME or HOME. Only `--profile` moves the folder; OPENCLAW_PROFILE alone is but a name.
 */
export async function findStatePlaces(
  world: Pick<World, 'files'>,
  args: readonly string[],
  environment: Readonly<Record<string, string>>,
  accountHome: string,
): Promise<StatePlaces> {
  const variable = (name: string) => environment[name]?.trim() || null
  const home = expand(variable('OPENCLAW_HOME') ?? accountHome, accountHome)
  const option = named(optionOf(args, '--profile'))
  const stated = variable('OPENCLAW_STATE_DIR')
  const stateFolder = stated === null ? await defaultFolder(world, home, option) : expand(stated, home)
  const config = variable('OPENCLAW_CONFIG_PATH')
  return {
    profile: option ?? named(variable('OPENCLAW_PROFILE')),
    stateFolder,
    configPath: config === null ? join(stateFolder, 'openclaw.json') : expand(config, home),
  }
}

async function defaultFolder(
  world: Pick<World, 'files'>,
  home: string,
  profile: string | null,
): Promise<string> {
  if (profile !== null) return join(home, `.openclaw-${profile}`)
  const [current, legacy] = [join(home, '.openclaw'), join(home, '.clawdbot')]
  const isLegacy =
    (await world.files.statTarget(current)) === null && (await world.files.statTarget(legacy)) !== null
  return isLegacy ? legacy : current
}

function named(profile: string | null): string | null {
  return profile === null || profile.toLowerCase() === 'default' ? null : profile
}

function expand(path: string, home: string): string {
  if (path === '~' || path.startsWith('~/')) return join(home, path.slice(1))
  return isAbsolute(path) ? resolve(path) : resolve(home, path)
}
