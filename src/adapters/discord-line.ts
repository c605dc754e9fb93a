import type { SimpleShardingStrategy } from 'discord.js'
import type { APIInteraction, GatewayReadyDispatchData } from 'discord-api-types/v10'
import { reasonOf } from '../ports/errors.ts'
import { requestWithin } from './discord-request-within.ts'
import { endClient } from './discord-shards.ts'
import type { Strays } from './discord-strays.ts'
import { createIdentifyThrottle, type IdentifyPaces } from './discord-throttle.ts'
import { sayTrouble, troubleOf } from './discord-trouble.ts'

export interface LinePaces extends IdentifyPaces {
  /** So long discord.js may try to come back by itself, twice a second; then its client is thrown away. */
  patienceMs: number
  requestMs: number
}

interface LineOptions {
  discord: typeof import('discord.js')
  /** `https://discord.com/api` */
  apiBase: string
  environment: Readonly<Record<string, string | undefined>>
  token: string
  guildId: string
  paces: LinePaces
  strays: Pick<Strays, 'heed'>
}

interface LineEars {
  open(applicationId: string): void
  away(reason: string): void
  interaction(interaction: APIInteraction): void
}

/** `closed`: not before a person has changed something. */
export type LineEnd = { kind: 'aborted' } | { kind: 'closed' | 'lost'; reason: string }

const shutOut: Readonly<Record<number, string>> = {
  4004: 'the token of the Discord bot is not valid any more',
  4010: 'Discord does not take this shard',
  4011: 'the Discord bot is in too many servers for one connection',
  4012: 'Discord does not speak this version of its protocol any more',
  4013: 'Discord does not know the intents',
  4014: 'Discord does not allow the intents',
}

const invalidToken = 'the token of the Discord bot is not valid'

/** One client of discord.js from its login to its end, which leaves nothing open. No intents: presses and commands need none. */
export async function holdLine(options: LineOptions, ears: LineEars, signal: AbortSignal): Promise<LineEnd> {
  const { discord, apiBase, environment, token, guildId, paces, strays } = options
  const over = Promise.withResolvers<LineEnd>()
  const ended = new AbortController()
  let strategy: SimpleShardingStrategy | null = null
  let reason = 'its gateway does not answer'
  let patience: NodeJS.Timeout | null = null
  let applicationId = ''

  const end = (how: LineEnd): void => {
    ended.abort()
    over.resolve(how)
  }
  const lose = () => end({ kind: 'lost', reason })
  strays.heed = stray => end({ kind: 'lost', reason: `discord.js failed: ${stray}` })
  const beAway = (why: string): void => {
    reason = why
    patience ??= setTimeout(lose, paces.patienceMs)
    ears.away(why)
  }
  const beOpen = (): void => {
    if (patience !== null) clearTimeout(patience)
    patience = null
    ears.open(applicationId)
  }
  /** What discord.js calls; once it is over nothing of it counts, and nothing that goes wrong here comes back to it. */
  const hear =
    <Given>(work: (given: Given) => void) =>
    (given: Given): void => {
      if (ended.signal.aborted) return
      try {
        work(given)
      } catch (error) {
        end({ kind: 'lost', reason: `what Discord sent cannot be read: ${reasonOf(error)}` })
      }
    }

  const { Client, Options, GatewayDispatchEvents } = discord
  const client = new Client({
    intents: [],
    makeCache: Options.cacheWithLimits({
      GuildMemberManager: 0,
      MessageManager: 0,
      ThreadManager: 0,
      UserManager: 0,
    }),
    rest: {
      api: apiBase,
      retries: 0,
      rejectOnRateLimit: () => true,
      timeout: 2 * paces.requestMs, // ours ends it before
      makeRequest: requestWithin(paces.requestMs, environment, ended.signal),
    },
    ws: {
      buildStrategy: manager => {
        const events = manager as unknown as GatewayEvents // discord.js exports another enum under the name of theirs
        events.on(
          'closed',
          hear(({ code }) => heedClose(code)),
        )
        events.on(
          'error',
          hear(({ error }) => {
            reason = `Discord cannot be reached: ${reasonOf(error)}`
          }),
        )
        strategy = new discord.SimpleShardingStrategy(manager)
        return strategy
      },
      buildIdentifyThrottler: () =>
        createIdentifyThrottle(
          paces,
          () => end({ kind: 'lost', reason: `${reason}, again and again` }),
          ended.signal,
        ),
    },
  })
  client.on(
    'error',
    hear(error => end({ kind: 'lost', reason: reasonOf(error) })),
  )
  client.ws.on(
    GatewayDispatchEvents.Ready,
    hear((ready: GatewayReadyDispatchData) => {
      applicationId = ready.application.id
      if (ready.guilds.some(({ id }) => id === guildId)) beOpen()
      else end({ kind: 'closed', reason: 'the Discord bot is not in its server' })
    }),
  )
  client.ws.on(GatewayDispatchEvents.Resumed, hear(beOpen))
  client.ws.on(GatewayDispatchEvents.InteractionCreate, hear(ears.interaction))

  function heedClose(code: number): void {
    const shut = shutOut[code]
    if (shut !== undefined) end({ kind: 'closed', reason: `${shut} (${code})` })
    else beAway(code === 1006 ? 'the connection to Discord broke' : `Discord ended the connection (${code})`)
  }

  const abort = () => end({ kind: 'aborted' })
  signal.addEventListener('abort', abort)
  if (signal.aborted) abort()
  else {
    patience = setTimeout(lose, paces.patienceMs)
    client.login(token).catch(hear(error => end(judgeLogin(error))))
  }
  const how = await over.promise
  signal.removeEventListener('abort', abort)
  if (patience !== null) clearTimeout(patience)
  await endClient(client, strategy)
  return how
}

interface GatewayEvents {
  on(event: 'closed', listener: (given: { code: number }) => void): void
  on(event: 'error', listener: (given: { error: Error }) => void): void
}

function judgeLogin(error: unknown): LineEnd {
  if (error instanceof Error && 'code' in error && error.code === 'TokenInvalid')
    return { kind: 'closed', reason: invalidToken }
  const trouble = troubleOf(error)
  if (trouble.kind === 'refused' && trouble.status === 401) return { kind: 'closed', reason: invalidToken }
  return { kind: 'lost', reason: sayTrouble(trouble) }
}
