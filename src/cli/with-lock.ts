import type { App } from '../compose.ts'
import { MoltdError } from '../ports/errors.ts'

/** Does work that only one moltd at a time may do. Errors: E_LOCKED, naming the holder. */
export async function withLock<T>(
  app: Pick<App, 'lock'>,
  purpose: string,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const lock = app.lock.acquire(purpose)
  if (lock.kind === 'busy') {
    const { holder } = lock
    const who =
      holder === null
        ? 'another moltd'
        : `process ${holder.pid}, since ${new Date(holder.sinceMs).toLocaleTimeString()}, for ${holder.purpose}`
    throw new MoltdError(
      'E_LOCKED',
      `cannot ${purpose} now: ${who} is at work`,
      'Wait for it to end; `moltd status` shows how far it is.',
    )
  }
  const stop = new AbortController()
  const onSignal = (signal: NodeJS.Signals) => {
    stop.abort(new Error(signal))
    process.stderr.write(
      `\nmoltd: ${signal}: stopping at the next safe point; once more stops at once, and \`moltd recover\` goes on from there\n`,
    )
  }
  process.once('SIGINT', onSignal).once('SIGTERM', onSignal)
  try {
    return await work(stop.signal)
  } finally {
    process.off('SIGINT', onSignal).off('SIGTERM', onSignal)
    lock.release()
  }
}
