import { reasonOf } from '../ports/errors.ts'
import type { Narrator } from '../ports/narrator.ts'
import type { Outbox } from '../ports/outbox.ts'
import type { World } from '../ports/world.ts'
import type { Ways } from './deliver.ts'
import { renderDiscordProgress } from './discord-progress.ts'
import type { DiscordWords } from './discord-words.ts'
import { publish } from './publish.ts'
import type { Report } from './report.ts'

/** Discord takes five edits of a channel in five seconds; a person reads one. */
const everyMs = 5_000
const attemptMs = 4_000
/** What comes before these takes seconds, and often ends the run: nobody is told of it as it goes. */
const worthTelling = new Set(['snapshot', 'rollback'])

export interface ProgressTeller extends Narrator {
  /** Ends telling of a run; resolves when nothing of it is under way any more, so that it cannot overtake the report. */
  endRun(): Promise<void>
}

/** Says how a run goes in one message that is rewritten; what cannot be said now is left out, since the report comes later anyway. */
export function tellProgress(
  { clock, log }: Pick<World, 'clock' | 'log'>,
  openOutbox: () => Outbox,
  { words, ways }: { words: DiscordWords; ways: Ways },
  readRun: () => Report | null,
): ProgressTeller {
  let stop = new AbortController()
  let isTelling = false
  let isNew = false
  let waitingFor: string | null = null
  let pump: Promise<void> | null = null

  async function work(): Promise<void> {
    while (isNew && !stop.signal.aborted) {
      isNew = false
      const waitMs = await sayNow()
      await clock.sleep(waitMs, stop.signal).catch(() => undefined) // closing ends the rest
    }
    pump = null
  }

  async function sayNow(): Promise<number> {
    try {
      const report = readRun()
      if (report === null) return everyMs
      const body = JSON.stringify(renderDiscordProgress(report, waitingFor, words))
      const late = AbortSignal.any([stop.signal, AbortSignal.timeout(attemptMs)])
      const answer = await publish(
        openOutbox(),
        ways.voices[0],
        { runId: report.runId, kind: 'discord-progress', body },
        clock.nowMs(),
        late,
      )
      if (answer.kind === 'delivered') return everyMs
      log.info({ reason: answer.reason }, 'progress not said')
      return Math.max(everyMs * 6, answer.kind === 'retry-later' ? (answer.afterMs ?? 0) : 0)
    } catch (error) {
      log.warn({ error: reasonOf(error) }, 'progress cannot be said')
      return everyMs * 6
    }
  }

  return {
    tell(event) {
      if (event.kind === 'phase-started') {
        waitingFor = null
        isTelling ||= worthTelling.has(event.phase)
      }
      if (event.kind === 'waiting') waitingFor = event.text
      const isNews = event.kind === 'phase-started' || event.kind === 'waiting'
      if (!isTelling || !isNews) return
      isNew = true
      pump ??= work()
    },
    async endRun() {
      isTelling = false
      isNew = false
      stop.abort()
      await pump
      stop = new AbortController()
    },
  }
}
