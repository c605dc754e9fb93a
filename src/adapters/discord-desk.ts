import { setTimeout as sleep } from 'node:timers/promises'
import type { Desk, DeskState } from '../ports/desk.ts'
import type { Log } from '../ports/log.ts'
import { createCalls } from './discord-calls.ts'
import { loadDiscord } from './discord-library.ts'
import { holdLine, type LinePaces } from './discord-line.ts'
import { catchStrays } from './discord-strays.ts'

export interface DeskOptions {
  /** `https://discord.com/api` */
  apiBase: string
  environment: Readonly<Record<string, string | undefined>>
  log: Log
  paces?: Partial<DeskPaces>
}

export interface DeskPaces extends LinePaces {
  /** Between a line that was lost and the next: the first pause, doubled each time, and the longest. */
  firstPauseMs: number
  longestPauseMs: number
  /** A line that was open for so long was a good one: after it the pause is the first again. */
  goodAfterMs: number
  /** How long calls that are being answered are waited for in the end. */
  lastCallsMs: number
}

const usualPaces: DeskPaces = {
  patienceMs: 60_000,
  requestMs: 10_000,
  identifyEveryMs: 5_500,
  identifiesAtMost: 5,
  firstPauseMs: 5_000,
  longestPauseMs: 15 * 60_000,
  goodAfterMs: 10 * 60_000,
  lastCallsMs: 3_000,
}

/** A bot's place on Discord by discord.js, which is loaded when a desk is first opened: it takes 40 MB. */
export function createDiscordDesk({ apiBase, environment, log, paces: given }: DeskOptions): Desk {
  const paces = { ...usualPaces, ...given }
  const isNew = rememberCalls()

  return {
    async open(settings, on, signal) {
      const { token, guildId } = settings
      const hide = (text: string) => text.replaceAll(token, '[token]')
      let state: DeskState | null = null
      const tell = (next: DeskState): void => {
        if (JSON.stringify(next) === JSON.stringify(state)) return
        state = next
        on.state(next)
      }
      tell({ kind: 'connecting' })

      const discord = await loadDiscord(environment)
      const { requestMs } = paces
      const calls = createCalls({
        discord,
        apiBase,
        environment,
        log,
        requestMs,
        settings,
        isNew,
        onCall: on.call,
      })
      const strays = catchStrays()
      let pauseMs = paces.firstPauseMs
      while (!signal.aborted) {
        let openedMs: number | null = null
        let isOpen = false
        const how = await holdLine(
          { discord, apiBase, environment, token, guildId, paces, strays },
          {
            open: applicationId => {
              openedMs ??= performance.now()
              isOpen = true
              tell({ kind: 'open', trouble: null })
              calls.offer(applicationId).then(trouble => {
                if (trouble !== null && isOpen) tell({ kind: 'open', trouble })
              })
            },
            away: reason => {
              isOpen = false
              tell({ kind: 'away', reason: hide(reason) })
            },
            interaction: calls.take,
          },
          signal,
        )
        isOpen = false
        if (how.kind === 'aborted') break
        tell({ kind: how.kind === 'closed' ? 'closed' : 'away', reason: hide(how.reason) })
        if (how.kind === 'closed') break
        if (openedMs !== null && performance.now() - openedMs > paces.goodAfterMs)
          pauseMs = paces.firstPauseMs
        await sleep(pauseMs, undefined, { signal }).catch(() => undefined)
        pauseMs = Math.min(2 * pauseMs, paces.longestPauseMs)
      }
      await calls.close(paces.lastCallsMs)
      strays.release()
    },
  }
}

const remembered = 200

/** Whether a call comes for the first time: Discord says again what it thinks we have missed. */
function rememberCalls(): (id: string) => boolean {
  const seen = new Set<string>()
  return id => {
    if (seen.has(id)) return false
    seen.add(id)
    const [oldest] = seen
    if (seen.size > remembered && oldest !== undefined) seen.delete(oldest)
    return true
  }
}
