import { join } from 'node:path'
import type { World } from '../../ports/world.ts'
import { type DoctorCheck, fine } from '../facts.ts'
import { isWsl, readWslKey } from '../wsl.ts'

const profiles = '/mnt/c/Users'

/** WSL ends a distribution soon after its last terminal is closed, services or not. moltd catches up, but only when it is up again. */
export const wslStaysUp: DoctorCheck = {
  name: 'wsl-stays-up',
  title: 'WSL stays up when nobody looks',
  async look(world) {
    if (!(await isWsl(world))) return null
    const configs = await readConfigs(world)
    if (configs.length === 0 && (await world.files.stat(profiles)) === null)
      return { severity: 'note', reason: `${profiles} is not mounted, so .wslconfig cannot be read` }
    const staysUp = configs.some(
      text =>
        readWslKey(text, 'general', 'instanceIdleTimeout') === '-1' &&
        readWslKey(text, 'wsl2', 'vmIdleTimeout') === '-1',
    )
    if (staysUp) return fine('.wslconfig says that neither distribution nor VM ends when idle')
    return {
      severity: 'warning',
      reason:
        'WSL ends this distribution when its last terminal is closed: at the scheduled time it may be down',
      fix: 'In Windows put `instanceIdleTimeout=-1` under `[general]` and `vmIdleTimeout=-1` under `[wsl2]` in %UserProfile%\\.wslconfig, then `wsl --shutdown`. A missed time is caught up when it is up again.',
    }
  },
}

/** A share of Windows may refuse some profiles: those belong to others. */
async function readConfigs({ files }: Pick<World, 'files'>): Promise<string[]> {
  const users = await files.list(profiles).catch(() => [])
  const texts = await Promise.all(
    users
      .slice(0, 30)
      .map(user => files.readTextIfThere(join(profiles, user, '.wslconfig')).catch(() => null)),
  )
  return texts.filter(text => text !== null)
}
