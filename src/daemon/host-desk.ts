import { sayDesk } from '../notify/say-desk.ts'
import type { DeskState } from '../ports/desk.ts'
import { reasonOf } from '../ports/errors.ts'
import type { DeskPlan } from '../ports/own-commands.ts'
import type { DaemonWorld } from './daemon-world.ts'

const firstPauseMs = 60_000
const longestPauseMs = 30 * 60_000

export interface DeskHost {
  /** What the config says of it now: opens it, closes it, or opens it anew when something is another; one that is shut is tried at once. */
  use(plan: DeskPlan | null): void
  /** How it stands; null: there is none. */
  sentence(): string | null
  close(): Promise<void>
}

/** Keeps the desk beside the schedule, which never waits for it; what goes wrong here is said, and tried again. */
export function hostDesk(
  { book, clock, log, openDesk }: Pick<DaemonWorld, 'book' | 'clock' | 'log' | 'openDesk'>,
  onChange: () => void,
): DeskHost {
  let plan: DeskPlan | null = null
  let state: DeskState | null = null
  let life: { end: AbortController; over: Promise<void> } | null = null
  note(null)

  return {
    use(next) {
      const isSame = JSON.stringify(next) === JSON.stringify(plan)
      if (isSame && state?.kind !== 'closed') return
      plan = next
      const before = life
      before?.end.abort()
      const end = new AbortController()
      const over = Promise.resolve(before?.over).then(() => keepOpen(next, end.signal))
      life = { end, over }
    },
    sentence: () => (state === null ? null : `The Discord bot ${sayDesk(state)}.`),
    async close() {
      life?.end.abort()
      await life?.over
    },
  }

  /** Never rejects. */
  async function keepOpen(plan: DeskPlan | null, signal: AbortSignal): Promise<void> {
    if (signal.aborted) return
    if (plan === null) return heed(null)
    if (plan.allow.users.length + plan.allow.roles.length === 0)
      return heed({ kind: 'closed', reason: 'nobody may use it: notify.discord.bot.allow names nobody' })
    let pauseMs = firstPauseMs
    const hear = (next: DeskState) => {
      if (signal.aborted) return
      if (next.kind === 'open') pauseMs = firstPauseMs
      // One that is shut is tried now and then; until it opens it is shut.
      if (next.kind !== 'connecting' || state?.kind !== 'closed') heed(next)
    }
    while (!signal.aborted) {
      try {
        await openDesk(plan, hear, signal)
      } catch (error) {
        hear({ kind: 'closed', reason: reasonOf(error) })
      }
      if (signal.aborted) return
      await clock.sleep(pauseMs, signal).catch(() => undefined)
      pauseMs = Math.min(2 * pauseMs, longestPauseMs)
    }
  }

  function heed(next: DeskState | null): void {
    if (JSON.stringify(next) === JSON.stringify(state)) return
    state = next
    if (next === null) log.info({}, 'the desk on Discord is closed')
    else if (next.kind === 'away' || next.kind === 'closed')
      log.warn({ state: next.kind, reason: next.reason }, 'the desk on Discord does not answer')
    else log.info({ state: next.kind }, 'the desk on Discord')
    note(next)
    onChange()
  }

  function note(next: DeskState | null): void {
    try {
      book.noteDesk(next === null ? null : { state: next, sinceMs: clock.nowMs() })
    } catch (error) {
      log.error({ error: reasonOf(error) }, 'how the desk stands cannot be written down')
    }
  }
}
