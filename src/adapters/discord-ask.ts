import { setTimeout as sleep } from 'node:timers/promises'
import { sayTrouble, troubleOf } from './discord-trouble.ts'

/** Of a request to Discord, after all tries; holds no secret. */
export class DiscordRefusal extends Error {
  override name = 'DiscordRefusal'
  /** Discord's own number of why; null: it did not say no itself. */
  readonly code: number | null
  readonly status: number | null

  constructor(words: string, code: number | null, status: number | null) {
    super(words)
    this.code = code
    this.status = status
  }
}

export interface AskOptions {
  /** No try begins later than this, in time that passes. */
  untilMonotonicMs: number
  /** Whether doing it twice is the same as doing it once. */
  isRepeatable: boolean
  signal: AbortSignal
}

const pausesMs = [300, 1_000, 3_000, 10_000]

/** Asks Discord, waiting as it wants and trying again where that can help. Errors: DiscordRefusal. */
export async function askDiscord<T>(
  request: () => Promise<T>,
  { untilMonotonicMs, isRepeatable, signal }: AskOptions,
): Promise<T> {
  let failures = 0
  for (;;) {
    try {
      return await request()
    } catch (error) {
      const trouble = troubleOf(error)
      const words = sayTrouble(trouble)
      if (trouble.kind === 'refused') throw new DiscordRefusal(words, trouble.code, trouble.status)
      const pauseMs = trouble.kind === 'wait' ? trouble.afterMs + 50 : pausesMs[failures]
      if (trouble.kind !== 'wait') failures += 1
      const mayRepeat = trouble.kind === 'wait' || isRepeatable
      if (
        !mayRepeat ||
        pauseMs === undefined ||
        signal.aborted ||
        performance.now() + pauseMs > untilMonotonicMs
      )
        throw new DiscordRefusal(words, null, null)
      await sleep(pauseMs, undefined, { signal }).catch(() => undefined)
    }
  }
}
