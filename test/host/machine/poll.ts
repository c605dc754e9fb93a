import { setTimeout as sleep } from 'node:timers/promises'

/** Asks again and again until there is an answer; rejects with what it waited for when time is up. */
export async function waitFor<Answer>(
  what: string,
  timeoutMs: number,
  ask: () => Promise<Answer | null | false>,
  everyMs = 200,
): Promise<Answer> {
  const deadline = performance.now() + timeoutMs
  while (performance.now() < deadline) {
    const answer = await ask()
    if (answer !== null && answer !== false) return answer
    await sleep(everyMs)
  }
  throw new Error(`waited ${Math.round(timeoutMs / 1000)} s for ${what}, in vain`)
}
