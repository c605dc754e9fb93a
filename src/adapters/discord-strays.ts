import { sep } from 'node:path'
import { reasonOf } from '../ports/errors.ts'

const itsPackages = ['discord.js', '@discordjs', '@vladfrangu', 'undici', 'ws'].map(
  name => `${sep}node_modules${sep}${name}${sep}`,
)

export interface Strays {
  /** What to do with the next one. */
  heed: (reason: string) => void
  release(): void
}

/**
 * discord.js works in promises that nobody awaits: a packet that it cannot read would end the process, and the schedule with it. While this
 * is in force such an error is heeded instead; any other ends the process as before.
 */
export function catchStrays(): Strays {
  const take = (error: unknown): void => {
    const stack = error instanceof Error ? (error.stack ?? '') : ''
    if (itsPackages.some(place => stack.includes(place))) strays.heed(reasonOf(error))
    else {
      strays.release()
      queueMicrotask(() => {
        throw error
      })
    }
  }
  const strays: Strays = {
    heed: () => undefined,
    release: () => {
      process.off('uncaughtException', take).off('unhandledRejection', take)
    },
  }
  process.on('uncaughtException', take).on('unhandledRejection', take)
  return strays
}
