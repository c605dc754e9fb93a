import { daemonUnit } from '../../setup/service-plan.ts'
import { compareFiles } from '../../setup/write-files.ts'
import { type DoctorCheck, fine } from '../facts.ts'

export const daemonRuns: DoctorCheck = {
  name: 'daemon-runs',
  title: 'moltd runs by itself',
  async look(world, facts) {
    const plan = await facts.service()
    const definition = await world.supervisor.define(daemonUnit)
    if (definition === null)
      return {
        severity: 'warning',
        reason: 'its daemon is not installed: nothing happens unless somebody runs `moltd run`',
        fix: '`moltd install`',
      }
    const [{ active, sub }, changed] = await Promise.all([
      world.supervisor.inspect(daemonUnit),
      compareFiles(world, plan.files, withoutEnvironment),
    ])
    if (active !== 'active')
      return {
        severity: 'broken',
        reason: `${daemonUnit} is ${active} (${sub})`,
        fix: `\`journalctl --user -u ${daemonUnit} -n 50\`, then \`moltd install\`.`,
      }
    const [first] = changed
    if (first !== undefined)
      return {
        severity: 'warning',
        reason: `${first} is not what this moltd writes: it was edited, or moltd was updated or moved`,
        fix: '`moltd install` writes it anew; own changes belong in `systemctl --user edit moltd`.',
      }
    return fine(`${daemonUnit} is active, and as this moltd writes it`)
  },
}

/** It is the installing shell's; doctor may be asked from another one. */
function withoutEnvironment(text: string): string {
  return text.replaceAll(/^Environment=.*\n/gm, '')
}
