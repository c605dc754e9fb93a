import { setTimeout as sleep } from 'node:timers/promises'
import { isReady } from './gateway-view.ts'

/** Times during which the gateway on a port was not ready, in milliseconds, oldest first. */
export interface OutageWatch {
  /** Ends the watch; an outage that still lasts counts up to now. */
  end(): Promise<number[]>
}

export function watchOutages(port: number): OutageWatch {
  const watch = { on: true }
  const outages: number[] = []
  const watching = (async () => {
    let downSince: number | null = null
    while (watch.on) {
      const ready = await isReady(port)
      const now = performance.now()
      if (!ready) downSince ??= now
      if (ready && downSince !== null) {
        outages.push(Math.round(now - downSince))
        downSince = null
      }
      await sleep(200)
    }
    if (downSince !== null) outages.push(Math.round(performance.now() - downSince))
  })()
  return {
    async end() {
      watch.on = false
      await watching
      return outages
    },
  }
}
