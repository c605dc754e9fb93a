import { isAbsolute, join } from 'node:path'
import type { CommandResult } from '../ports/commands.ts'
import { MoltdError } from '../ports/errors.ts'
import type { World } from '../ports/world.ts'

type SystemctlWorld = Pick<World, 'commands' | 'environment' | 'places'>

/** Longer than systemd's own limit for a start or a stop. */
const timeoutMs = 150_000

/** `systemctl --user`, also where the login shell does not say where the bus is. */
export function askSystemctl(world: SystemctlWorld, ...words: readonly string[]): Promise<CommandResult> {
  const { XDG_RUNTIME_DIR: named } = world.environment
  const runtime = named !== undefined && isAbsolute(named) ? named : `/run/user/${world.places.uid}`
  const own = Object.entries(world.environment).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value] as const],
  )
  return world.commands.run({
    argv: ['systemctl', '--user', '--no-ask-password', ...words],
    timeoutMs,
    env: {
      ...Object.fromEntries(own),
      XDG_RUNTIME_DIR: runtime,
      DBUS_SESSION_BUS_ADDRESS: `unix:path=${join(runtime, 'bus')}`,
      LC_ALL: 'C',
    },
  })
}

/** The same, for what must work. Errors: E_SYSTEMD_REFUSED. */
export async function orderSystemctl(world: SystemctlWorld, ...words: readonly string[]): Promise<string> {
  const { exitCode, stdout, stderr, startError, timedOut } = await askSystemctl(world, ...words)
  if (exitCode === 0) return stdout.trim()
  const why = startError ?? (timedOut ? `no answer in ${timeoutMs / 1000} s` : stderr.trim())
  throw new MoltdError(
    'E_SYSTEMD_REFUSED',
    `cannot make systemd do "systemctl --user ${words.join(' ')}": ${why}`,
    'Look at `systemctl --user status moltd` and `journalctl --user -u moltd -n 50`.',
  )
}

/** The daemon, if it runs, reads its config anew. */
export async function reloadDaemon(world: SystemctlWorld, unit: string): Promise<void> {
  if ((await askSystemctl(world, 'is-active', '--quiet', unit)).exitCode === 0)
    await orderSystemctl(world, 'reload', unit)
}
