import { readLinger } from '../../setup/linger.ts'
import { type DoctorCheck, fine } from '../facts.ts'

/** Without it the user manager ends with the last login, and with it the gateway, the daemon and an update. */
export const lingerOn: DoctorCheck = {
  name: 'linger-on',
  title: 'services go on without a login',
  async look(world) {
    const { user, isOn } = await readLinger(world)
    if (isOn) return fine(`lingering is on for ${user}`)
    return {
      severity: 'broken',
      reason: `lingering is off for ${user}: at logout systemd stops the gateway and moltd`,
      fix: `\`sudo loginctl enable-linger ${user}\``,
    }
  },
}
