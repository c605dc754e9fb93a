import { randomUUID } from 'node:crypto'
import { Option } from 'commander'
import type { App } from '../compose.ts'
import { reasonOf } from '../ports/errors.ts'

/** For a command that carries out what somebody ordered elsewhere, and was written down there: their name. */
export function byOption(): Option {
  return new Option('--by <name>', 'who orders it, where that is not the one who types').hideHelp()
}

/** Who asks for a run of this kind; the desk says it. */
export function triggerOption(): Option {
  return new Option('--trigger <trigger>', 'who asks for it; the desk says it')
    .choices(['manual', 'discord'])
    .default('manual')
    .hideHelp()
}

/** The person at this terminal. */
export function personHere({ world }: Pick<App, 'world'>): string {
  return world.environment.USER ?? world.environment.LOGNAME ?? 'somebody'
}

/** Writes down what somebody ordered at the terminal; never stands in the way of the order. */
export function recordOrder(app: App, by: string | undefined, what: string, result: string): void {
  if (by !== undefined) return
  const { clock, log } = app.world
  const [id, atMs] = [randomUUID(), clock.nowMs()]
  try {
    const trail = app.audit()
    trail.begin({
      id,
      atMs,
      way: 'terminal',
      person: { id: null, name: personHere(app) },
      what,
      isAllowed: true,
    })
    trail.end(id, result, clock.nowMs())
  } catch (error) {
    log.warn({ error: reasonOf(error), what }, 'an order cannot be written down')
  }
}
