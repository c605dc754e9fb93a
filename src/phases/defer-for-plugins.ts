import type { Gateway } from '../openclaw/gateway.ts'
import { findUnpublishedPlugins } from '../openclaw/plugin-releases.ts'
import { isByHand } from './decide/by-hand.ts'
import { sightOf } from './decide/situation.ts'
import type { Ending } from './endings.ts'
import type { Walk } from './way.ts'

/** What has not come by then does not come: OpenClaw itself then keeps the plugin that is there. */
const patienceMs = 72 * 3_600_000

/** OpenClaw's own plugins are published some hours after it: until then an automatic run leaves the version alone. null: go on. */
export async function deferForPlugins(
  { run, world, engine, memory }: Walk,
  gateway: Gateway,
  to: string,
): Promise<Ending | null> {
  if (isByHand(engine.journal.readRun(run.id)?.trigger ?? 'schedule')) return null
  const firstSeenMs = memory.firstSeenMs(sightOf(to))
  if (firstSeenMs === null || world.clock.nowMs() - firstSeenMs > patienceMs) return null
  const missing = await findUnpublishedPlugins(world, gateway, to, run.signal)
  if (missing.length === 0) return null
  return {
    outcome: 'held',
    headline: `${to} is put off: ${missing.map(name => `${name}@${to}`).join(', ')} is not published yet`,
    nextStep: 'The next run looks again, for three days; `moltd run` does not wait.',
  }
}
