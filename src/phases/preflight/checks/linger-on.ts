import { join } from 'node:path'
import type { PreflightCheck } from '../question.ts'

const lingerFolder = '/var/lib/systemd/linger'

/** Without it the user manager, and the gateway, end with the last login. */
export const lingerOn: PreflightCheck = {
  name: 'linger-on',
  title: 'the gateway outlives a logout',
  weight: 'advisory',
  async look(world, { gateway }) {
    if (world.supervisor.kind !== 'systemd') return { answer: 'pass', reason: 'no systemd is involved' }
    const { USER, LOGNAME } = gateway.definition.environment
    const user = USER ?? LOGNAME
    if (user === undefined) return { answer: 'unknown', reason: 'the unit does not say whose it is (USER)' }
    if ((await world.files.stat(join(lingerFolder, user))) !== null) {
      return { answer: 'pass', reason: `lingering is on for ${user}` }
    }
    return {
      answer: 'fail',
      reason: `lingering is off for ${user}: systemd may stop the gateway, and an update, at logout`,
      hint: `\`sudo loginctl enable-linger ${user}\``,
    }
  },
}
