import { setTimeout as sleep } from 'node:timers/promises'
import type { APIInteraction } from 'discord-api-types/v10'
import type { DeskCall, DeskHand, DeskSettings } from '../ports/desk.ts'
import { reasonOf } from '../ports/errors.ts'
import type { Log } from '../ports/log.ts'
import { toDeskCall } from './discord-call.ts'
import { offerCommands } from './discord-commands.ts'
import { createHand } from './discord-hand.ts'
import { requestWithin } from './discord-request-within.ts'

interface CallsOptions {
  discord: typeof import('discord.js')
  /** `https://discord.com/api` */
  apiBase: string
  environment: Readonly<Record<string, string | undefined>>
  log: Log
  requestMs: number
  settings: DeskSettings
  /** Whether a call of this id comes for the first time. */
  isNew(id: string): boolean
  onCall(call: DeskCall, hand: DeskHand): Promise<void>
}

/** What is asked of Discord, and answered, beside its gateway: it goes on while the gateway is away. */
export function createCalls({
  discord,
  apiBase,
  environment,
  log,
  requestMs,
  settings,
  ...on
}: CallsOptions) {
  const { token, guildId, channelId, commands } = settings
  const ended = new AbortController()
  const rest = new discord.REST({
    api: apiBase,
    retries: 0,
    rejectOnRateLimit: () => true,
    timeout: 2 * requestMs, // ours ends it before
    makeRequest: requestWithin(requestMs, environment, ended.signal),
  }).setToken(token)
  const open = new Set<Promise<void>>()
  let offer: 'owed' | 'under way' | 'made' = 'owed'

  async function handOver(call: DeskCall, interaction: APIInteraction): Promise<void> {
    try {
      await on.onCall(call, createHand({ rest, channelId, signal: ended.signal }, interaction))
    } catch (error) {
      const { id, kind, person } = call
      const reason = reasonOf(error).replaceAll(token, '[token]')
      log.error({ call: id, kind, person: person.id, reason }, 'a call on Discord was not answered')
    }
  }

  return {
    take(interaction: APIInteraction): void {
      const call = toDeskCall(interaction)
      if (call === null || !on.isNew(call.id)) {
        log.debug({ interaction: interaction.id }, 'an interaction is left alone')
        return
      }
      const work = handOver(call, interaction).finally(() => open.delete(work))
      open.add(work)
    },

    /** Has Discord offer the commands, once; what keeps them from it, null: nothing, or it is not known yet. */
    async offer(applicationId: string): Promise<string | null> {
      if (offer !== 'owed') return null
      offer = 'under way'
      try {
        const isChanged = await offerCommands(rest, { applicationId, guildId }, commands, ended.signal)
        offer = 'made'
        if (isChanged) log.info({ commands: commands.map(({ name }) => name) }, 'commands offered on Discord')
        return null
      } catch (error) {
        offer = 'owed'
        return `its commands could not be offered: ${reasonOf(error).replaceAll(token, '[token]')}`
      }
    },

    /** Waits a little for calls that are being answered; then nothing is open any more. */
    async close(lastCallsMs: number): Promise<void> {
      const patience = new AbortController()
      const { signal } = patience
      await Promise.race([
        Promise.all(open),
        sleep(lastCallsMs, undefined, { signal }).catch(() => undefined),
      ])
      patience.abort()
      ended.abort(new Error('the desk is closed'))
      rest.clearHashSweeper()
      rest.clearHandlerSweeper()
    },
  }
}
