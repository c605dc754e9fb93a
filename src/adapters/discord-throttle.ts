import { setTimeout as sleep } from 'node:timers/promises'

export interface IdentifyPaces {
  /** Discord wants five seconds between two of them. */
  identifyEveryMs: number
  /** How often one client may: Discord takes the token away from who does so a thousand times a day. */
  identifiesAtMost: number
}

/** Lets a client introduce itself now and then; when it has done so too often calls back, and lets it wait for ever. */
export function createIdentifyThrottle(paces: IdentifyPaces, onSpent: () => void, signal: AbortSignal) {
  let times = 0
  let nextMs = 0
  return {
    async waitForIdentify(_shardId: number, closed: AbortSignal): Promise<void> {
      times += 1
      if (times > paces.identifiesAtMost) {
        onSpent()
        return never()
      }
      const waitMs = nextMs - performance.now()
      if (waitMs > 0)
        await sleep(waitMs, undefined, { signal: AbortSignal.any([signal, closed]) }).catch(() => undefined)
      closed.throwIfAborted()
      // It would send on a socket that is gone.
      if (signal.aborted) return never()
      nextMs = performance.now() + paces.identifyEveryMs
    },
  }
}

function never(): Promise<never> {
  return new Promise(() => undefined)
}
