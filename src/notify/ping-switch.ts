import type { Outcome } from '../ports/run.ts'
import type { World } from '../ports/world.ts'

const timeoutMs = 5_000

/** What a dead-man's switch is told: that moltd is at work, that it did what it should, or that somebody should look. */
export type Ping = 'start' | 'success' | 'fail'

export function pingOf(outcome: Outcome): Ping {
  return outcome === 'untouched' || outcome === 'rolled-back' || outcome === 'stuck' ? 'fail' : 'success'
}

/** Asks for the user's URL, with `/start` or `/fail` behind it. Never rejects, and takes five seconds at most: a run does not depend on it. */
export async function pingSwitch(
  { http, log }: Pick<World, 'http' | 'log'>,
  url: string | undefined,
  ping: Ping,
): Promise<void> {
  if (url === undefined) return
  const answer = await http.get(ping === 'success' ? url : `${url}/${ping}`, { timeoutMs })
  const isTaken = answer.kind === 'answer' && answer.status >= 200 && answer.status < 300
  if (isTaken) return
  // Whoever knows the address can silence it.
  const reason =
    answer.kind === 'answer' ? `it answers ${answer.status}` : answer.reason.replaceAll(url, '[address]')
  log.warn({ ping, reason }, "the dead-man's switch did not take a ping")
}
