import type { RESTOptions } from 'discord.js'
import { requestOnce } from './discord-request.ts'

type Environment = Readonly<Record<string, string | undefined>>

/** discord.js's way of asking, ended by the signal and by a deadline of its own; leaves neither a timer nor a listener behind. */
export function requestWithin(
  timeoutMs: number,
  environment: Environment,
  signal: AbortSignal,
): RESTOptions['makeRequest'] {
  return async (url, init) => {
    signal.throwIfAborted()
    const end = new AbortController()
    const stop = () => end.abort(signal.reason)
    const timer = setTimeout(() => end.abort(new Error('no answer in time')), timeoutMs)
    signal.addEventListener('abort', stop)
    try {
      return await requestOnce(url, init, end.signal, environment)
    } catch (error) {
      end.signal.throwIfAborted()
      throw error
    } finally {
      clearTimeout(timer)
      signal.removeEventListener('abort', stop)
    }
  }
}
