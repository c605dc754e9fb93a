import { join } from 'node:path'
import JSON5 from 'json5'
import * as z from 'zod'
import { MoltdError, reasonOf } from '../ports/errors.ts'
import type { FileReading } from '../ports/files.ts'
import type { TimeZones } from '../ports/time-zones.ts'
import type { World } from '../ports/world.ts'
import { locateKeys } from './locate-keys.ts'
import { configError, problemsOf, repeatedKeys } from './problems.ts'
import { rules } from './rules.ts'
import { type Config, configSchema } from './schema.ts'

/** The config with every default, every path and the time zone filled in. */
export interface Settings extends Config {
  checks: Config['checks'] & { folder: string }
  schedule: Config['schedule'] & { timezone: string }
  advisories: Config['advisories'] & { file: string }
}

/** All that what a config names is read with. */
export type ConfigWorld = Pick<World, 'places' | 'environment'> & { files: FileReading }

/** The same, and what the config leaves to the machine. */
export type SettingsWorld = ConfigWorld & { timeZones: Pick<TimeZones, 'own'> }

/**
 * Settings from `--config`, else `MOLTD_CONFIG`, else the usual file; defaults when that last one is not there.
 * Errors: E_CONFIG_MISSING, E_CONFIG_UNREADABLE, E_CONFIG_SYNTAX, E_CONFIG_KEY, E_CONFIG_VALUE, E_CONFIG_SECRET.
 */
export async function loadSettings(
  world: SettingsWorld,
  options: { path?: string | undefined } = {},
): Promise<Settings> {
  const { file, named } = locateConfig(world, options.path)
  const text = await readConfig(world, file, named)
  const config = text === null ? configSchema.parse({}) : parseConfig(text, file)
  return fillIn(config, world)
}

/** As if there were no config file. */
export function defaultSettings(world: SettingsWorld): Settings {
  return fillIn(configSchema.parse({}), world)
}

/** The config file that counts, and who named it (null: nobody, it is the usual one). */
export function locateConfig(
  { places, environment }: Pick<World, 'places' | 'environment'>,
  path?: string,
): { file: string; named: '--config' | 'MOLTD_CONFIG' | null } {
  if (path !== undefined) return { file: path, named: '--config' }
  const { MOLTD_CONFIG } = environment
  if (MOLTD_CONFIG) return { file: MOLTD_CONFIG, named: 'MOLTD_CONFIG' }
  return { file: join(places.configFolder, 'config.json5'), named: null }
}

/** Checks the text of a config file whole; `file` is for the messages. */
export function parseConfig(text: string, file: string): Config {
  const value = parseText(text, file)
  const places = locateKeys(text)
  const repeated = repeatedKeys(places)
  const parsed = configSchema.safeParse(value)
  if (!parsed.success) throw configError(file, [...repeated, ...problemsOf(parsed.error.issues)], places)
  const broken = rules.flatMap(rule => {
    const why = rule.broken(parsed.data)
    return why === null
      ? []
      : [
          {
            code: 'E_CONFIG_VALUE' as const,
            path: rule.path,
            text: why,
            hint: `See the rule ${rule.name} in docs/configuration.md.`,
          },
        ]
  })
  if (repeated.length + broken.length > 0) throw configError(file, [...repeated, ...broken], places)
  return parsed.data
}

async function readConfig(
  { files }: ConfigWorld,
  file: string,
  named: string | null,
): Promise<string | null> {
  const text = await files.readTextIfThere(file).catch(cause => {
    throw new MoltdError(
      'E_CONFIG_UNREADABLE',
      `cannot read ${file}: ${reasonOf(cause)}`,
      `Make it readable for you: chmod u+r ${file}`,
      { cause },
    )
  })
  if (text === null && named !== null)
    throw new MoltdError(
      'E_CONFIG_MISSING',
      `cannot read ${file}: it does not exist`,
      `${named} names this file; create it or correct ${named}.`,
    )
  return text
}

const syntaxError = z.object({ lineNumber: z.number(), columnNumber: z.number() })

function parseText(text: string, file: string): unknown {
  try {
    return JSON5.parse(text)
  } catch (cause) {
    const place = syntaxError.safeParse(cause).data
    const where = place ? `:${place.lineNumber}:${place.columnNumber}` : ''
    const what = reasonOf(cause)
      .replace(/^JSON5: /, '')
      .replace(/ at \d+:\d+$/, '')
    throw new MoltdError(
      'E_CONFIG_SYNTAX',
      `${file}${where}: ${what}`,
      'The file is JSON5: an object of keys, with commas between them; // begins a comment.',
      { cause },
    )
  }
}

function fillIn(
  config: Config,
  { places, timeZones }: Pick<SettingsWorld, 'places' | 'timeZones'>,
): Settings {
  const atHome = (folder: string) => folder.replace(/^~(?=\/)/, places.home).replace(/(?<=.)\/+$/, '')
  const { schedule, recovery, checks, advisories, notify } = config
  const { webhookUrlFile, bot, ...discord } = notify.discord
  return {
    ...config,
    schedule: { ...schedule, timezone: schedule.timezone ?? timeZones.own() },
    recovery: { ...recovery, ...(recovery.folder && { folder: atHome(recovery.folder) }) },
    checks: {
      ...checks,
      folder: checks.folder ? atHome(checks.folder) : join(places.configFolder, 'checks'),
    },
    advisories: {
      ...advisories,
      file: advisories.file ? atHome(advisories.file) : join(places.configFolder, 'advisories.json5'),
    },
    notify: {
      ...notify,
      discord: {
        ...discord,
        ...(webhookUrlFile && { webhookUrlFile: atHome(webhookUrlFile) }),
        bot: { ...bot, ...(bot.tokenFile && { tokenFile: atHome(bot.tokenFile) }) },
      },
    },
  }
}
