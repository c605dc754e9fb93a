import { sayDuration } from '../../notify/words.ts'
import { type DoctorCheck, fine } from '../facts.ts'

const timeoutMs = 2_000
const worthAWarningMs = 2 * 60_000
/** Certificates and ages of releases are judged wrongly. */
const brokenMs = 60 * 60_000

/** After a sleep a WSL VM can be hours behind; then the schedule is, too. */
export const clockRight: DoctorCheck = {
  name: 'clock-right',
  title: "this machine's clock is right",
  async look(world, { npm }) {
    const theirs = await npm.registryTimeMs(timeoutMs)
    if (theirs === null) return { severity: 'note', reason: 'the registry does not say what time it is' }
    const skewMs = world.clock.nowMs() - theirs
    const apart = Math.abs(skewMs)
    if (apart < worthAWarningMs) return fine(`within ${sayDuration(Math.max(apart, 1000))} of the registry's`)
    return {
      severity: apart < brokenMs ? 'warning' : 'broken',
      reason: `it is ${sayDuration(apart)} ${skewMs > 0 ? 'ahead of' : 'behind'} the registry's`,
      fix: '`sudo timedatectl set-ntp true`; on WSL `sudo hwclock --hctosys`, or `wsl --shutdown` in Windows.',
    }
  },
}
