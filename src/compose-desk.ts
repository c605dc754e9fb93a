import { join } from 'node:path'
import { systemClock } from './adapters/clock.ts'
import { createDeskCommands } from './adapters/desk-commands.ts'
import { discordApiBase } from './adapters/discord-api-base.ts'
import { createDiscordDesk } from './adapters/discord-desk.ts'
import { readFiles } from './adapters/files-read.ts'
import { resolvePlaces } from './adapters/places.ts'
import { openSqliteAuditTrail } from './adapters/sqlite-audit-trail.ts'
import { readBot } from './config/secrets.ts'
import { answerCall } from './desk/answer-call.ts'
import { deskCommandDefinitions } from './desk/command-definitions.ts'
import type { DeskWorld } from './desk/desk-world.ts'
import { createTurns } from './health/turns.ts'
import { wordsOf } from './notify/discord-words.ts'
import type { DeskState } from './ports/desk.ts'
import type { Log } from './ports/log.ts'
import type { DeskPlan } from './ports/own-commands.ts'

export interface ComposeDeskOptions {
  /** How moltd itself is started: Node and its entry file. */
  moltd: readonly [string, ...string[]]
  configPath: string | undefined
  environment: Readonly<Record<string, string | undefined>>
  log: Log
}

/** The desk's own wiring, loaded when a config has one; the token is read here, and goes no further. Errors: E_SECRET_…, E_DISCORD_API, E_AUDIT. */
export async function openDesk(
  { moltd, configPath, environment, log }: ComposeDeskOptions,
  { tokenFile, tokenEnv, guildId, channelId, allow, locale }: DeskPlan,
  onState: (state: DeskState) => void,
  signal: AbortSignal,
): Promise<void> {
  const places = resolvePlaces(environment)
  const apiBase = discordApiBase(environment)
  const bot = {
    guildId,
    channelId,
    allow: { users: [...allow.users], roles: [...allow.roles] },
    ...(tokenFile === null ? {} : { tokenFile }),
    ...(tokenEnv === null ? {} : { tokenEnv }),
  }
  const access = await readBot({ files: readFiles, places, environment }, { notify: { discord: { bot } } })
  if (access === null) return
  const audit = openSqliteAuditTrail(join(places.dataFolder, 'audit.sqlite'))
  try {
    const world: DeskWorld = {
      audit,
      clock: systemClock,
      log,
      own: createDeskCommands({ moltd, configPath, environment }),
      policy: { guildId, channelId, allow },
      words: wordsOf(locale),
      inTurn: createTurns(1),
    }
    await createDiscordDesk({ apiBase, environment, log }).open(
      { ...access, commands: deskCommandDefinitions },
      { call: (call, hand) => answerCall(call, hand, world), state: onState },
      signal,
    )
  } finally {
    audit.close()
  }
}
