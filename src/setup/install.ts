import type { Gateway } from '../openclaw/gateway.ts'
import { MoltdError, reasonOf } from '../ports/errors.ts'
import type { World } from '../ports/world.ts'
import { inspectDropIn, installDropIn } from '../recovery/drop-in.ts'
import type { LingerTurn } from './linger.ts'
import type { SetupWarning } from './own-program.ts'
import { daemonUnit, type ServicePlan } from './service-plan.ts'
import { askSystemctl, orderSystemctl } from './systemctl.ts'
import { writeFiles } from './write-files.ts'

export type SetupWorld = Pick<World, 'clock' | 'commands' | 'environment' | 'files' | 'places' | 'supervisor'>

export interface Installed {
  /** What was done, one sentence each; empty when all was as it should be. */
  changes: readonly string[]
  warnings: readonly SetupWarning[]
  /** What the daemon says of itself. */
  status: string
}

/**
 * Units, drop-in, start; returns when the daemon has said that it is ready. Whatever is as it should be stays untouched.
 * Errors: E_NO_USER_BUS, E_SYSTEMD_REFUSED, E_DAEMON_NOT_STARTED.
 */
export async function install(
  world: SetupWorld,
  plan: ServicePlan,
  gateways: readonly Gateway[],
  linger: LingerTurn,
): Promise<Installed> {
  const changes: string[] = []
  const warnings: SetupWarning[] = [...plan.program.warnings]
  if (linger.changed) changes.push('turned lingering on: services go on without a login')
  if (linger.warning !== null) warnings.push(linger.warning)
  // Before anything is written: is there a manager to give it to?
  const before = await world.supervisor.inspect(daemonUnit)

  const written = await writeFiles(world, plan.files)
  changes.push(...written.map(path => `wrote ${path}`))
  if (written.length > 0) await world.supervisor.reloadDefinitions()

  for (const gateway of gateways) {
    if ((await inspectDropIn(world, gateway)) === 'in-place') continue
    await installDropIn(world, gateway)
    changes.push(`taught ${gateway.unit} to call moltd at each stop (a drop-in; it was not restarted)`)
  }
  if (gateways.length === 0)
    warnings.push({
      text: 'there is no OpenClaw gateway yet',
      fix: '`openclaw gateway install`, then `moltd doctor`.',
    })

  if ((await askSystemctl(world, 'is-enabled', daemonUnit)).exitCode !== 0) {
    await orderSystemctl(world, 'enable', daemonUnit)
    changes.push(`enabled ${daemonUnit}: it starts with the machine`)
  }
  if (before.active !== 'active') {
    await start(world, 'start')
    changes.push('started the daemon')
  } else if (written.length > 0) {
    await start(world, 'restart')
    changes.push('restarted the daemon')
  }
  return { changes, warnings, status: await readStatus(world) }
}

/** `systemctl start` of a notifying unit returns when it has said READY. */
async function start(world: SetupWorld, verb: 'start' | 'restart'): Promise<void> {
  const sinceMs = world.clock.nowMs()
  await askSystemctl(world, 'reset-failed', daemonUnit)
  const failure = await orderSystemctl(world, verb, daemonUnit).then(
    () => null,
    (error: unknown) => reasonOf(error),
  )
  const { active, sub } = await world.supervisor.inspect(daemonUnit)
  if (active === 'active') return
  const lines = await world.supervisor.readJournal(daemonUnit, sinceMs, 5)
  throw new MoltdError(
    'E_DAEMON_NOT_STARTED',
    `the daemon does not start: ${daemonUnit} is ${active} (${sub})${failure === null ? '' : `; ${failure}`}${lines.length === 0 ? '' : `; it said: ${lines.join(' | ')}`}`,
    `Look at \`journalctl --user -u ${daemonUnit} -n 50\`, put it right, and run \`moltd install\` again; \`moltd uninstall\` takes it out.`,
  )
}

async function readStatus(world: SetupWorld): Promise<string> {
  return orderSystemctl(world, 'show', '--property=StatusText', '--value', daemonUnit)
}
