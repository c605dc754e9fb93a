import { join } from 'node:path'
import type { World } from '../ports/world.ts'
import type { SetupWarning } from './own-program.ts'

type LingerWorld = Pick<World, 'commands' | 'environment' | 'files'>

const folder = '/var/lib/systemd/linger'

/** Whether this account's user manager goes on without a login. */
export async function readLinger(world: LingerWorld): Promise<{ user: string; isOn: boolean }> {
  const { stdout } = await world.commands.run({ argv: ['id', '-un'], timeoutMs: 5_000 })
  const user = stdout.trim() || world.environment.USER || ''
  return { user, isOn: user !== '' && (await world.files.stat(join(folder, user))) !== null }
}

export interface LingerTurn {
  changed: boolean
  warning: SetupWarning | null
}

/** Turns it on, which also starts the user manager where nobody is logged in; returns when that answers, or after some seconds. */
export async function turnLingerOn(
  world: LingerWorld & Pick<World, 'clock' | 'supervisor'>,
): Promise<LingerTurn> {
  const { user, isOn } = await readLinger(world)
  if (isOn) return { changed: false, warning: null }
  const refusal = await enableLinger(world, user)
  if (refusal !== null) {
    return {
      changed: false,
      warning: {
        text: `lingering cannot be turned on for ${user}: ${refusal}; without it moltd and the gateway end at logout`,
        fix: `\`sudo loginctl enable-linger ${user}\``,
      },
    }
  }
  for (let attempt = 0; attempt < 20 && !(await answers(world)); attempt += 1) await world.clock.sleep(500)
  return { changed: true, warning: null }
}

function answers({ supervisor }: Pick<World, 'supervisor'>): Promise<boolean> {
  return supervisor.listGateways().then(
    () => true,
    // Not yet: whoever comes next says so when it never does.
    () => false,
  )
}

/** null: it is on; else why not. Often allowed for oneself, and sometimes not. */
async function enableLinger(world: LingerWorld, user: string): Promise<string | null> {
  const argv = ['loginctl', '--no-ask-password', 'enable-linger', user] as const
  const { exitCode, stderr, startError } = await world.commands.run({ argv, timeoutMs: 15_000 })
  if (exitCode === 0 && (await readLinger(world)).isOn) return null
  return startError ?? (stderr.trim() || 'it stays off')
}
