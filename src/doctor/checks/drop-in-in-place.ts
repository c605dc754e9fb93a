import { inspectDropIn } from '../../recovery/drop-in.ts'
import { type DoctorCheck, fine } from '../facts.ts'
import { gatewayOf } from './gateway-active.ts'

/** Each run puts it in place anew; until then only the reboot in the middle of a rollback is not covered. */
export const dropInInPlace: DoctorCheck = {
  name: 'drop-in-in-place',
  title: "the gateway's unit calls moltd at each stop",
  async look(world, facts) {
    const gateway = await gatewayOf(facts)
    if (gateway === null) return null
    const state = await inspectDropIn(world, gateway)
    if (state === 'in-place') return fine('its drop-in and the script are as moltd writes them')
    return {
      severity: 'note',
      reason:
        state === 'absent' ? 'the drop-in is not there yet' : 'drop-in or script are not what moltd writes',
      fix: '`moltd install` writes it, and so does each run before it begins.',
    }
  },
}
