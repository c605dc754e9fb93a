import { readFiles } from './adapters/files-read.ts'
import { resolvePlaces } from './adapters/places.ts'
import { createTimeZones } from './adapters/time-zones.ts'
import { type ConfigWorld, loadSettings, type Settings } from './config/load.ts'

export interface ConfigApp {
  world: ConfigWorld
  settings: Settings
}

/** The config and no more: the daemon waits for it at its start, and the whole of moltd takes three times as long to load. Errors: those of the config. */
export async function composeConfig(
  configPath: string | undefined,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<ConfigApp> {
  const places = resolvePlaces(environment)
  const world = { files: readFiles, places, environment, timeZones: createTimeZones(environment) }
  return { world, settings: await loadSettings(world, { path: configPath }) }
}
