import type { Gateway } from '../../openclaw/gateway.ts'
import type { ProcessInfo } from '../../ports/processes.ts'
import { lookAt } from './sight.ts'
import type { UpdateWorld } from './update-request.ts'

const graceMs = 10_000
const patienceMs = 20_000
const lookEveryMs = 500

/**
 * Ends updaters of this installation that no longer move: SIGTERM, SIGKILL after ten seconds; looked for anew each time, so that
 * what they start while dying is ended too. Returns who is left.
 */
export async function endUpdaters(
  world: UpdateWorld,
  gateway: Gateway,
  jobs: readonly string[],
): Promise<readonly ProcessInfo[]> {
  const startedMs = world.clock.monotonicMs()
  const asked = new Set<string>()
  for (;;) {
    const { updaters } = await lookAt(world, gateway, jobs)
    const elapsedMs = world.clock.monotonicMs() - startedMs
    if (updaters.length === 0 || elapsedMs >= patienceMs) {
      for (const job of jobs) await world.supervisor.endJob(job, graceMs)
      return updaters
    }
    for (const updater of updaters) {
      const key = `${updater.pid}:${updater.startTicks}`
      if (asked.has(key) && elapsedMs < graceMs) continue
      const signal = elapsedMs < graceMs ? 'SIGTERM' : 'SIGKILL'
      world.log.warn({ pid: updater.pid, argv: updater.argv.slice(0, 6), signal }, 'ending a hung updater')
      await world.processes.signal(updater, signal)
      asked.add(key)
    }
    await world.clock.sleep(lookEveryMs)
  }
}
