import { sayState, sayTroubles } from '../../mirror/say-state.ts'
import { readState } from '../../mirror/state.ts'
import { type DoctorCheck, fine } from '../facts.ts'

const oldMs = 3 * 24 * 3_600_000

/** Reads what the last sync left; asks no network. */
export const mirrorAlive: DoctorCheck = {
  name: 'mirror-alive',
  title: 'the source mirror is brought up to date',
  async look(world, { settings }) {
    if (!settings.mirror.enabled) return null
    const state = await readState(world)
    if (state === null)
      return {
        severity: 'note',
        reason: 'it was never synced',
        fix: '`moltd mirror sync`; the first time takes long.',
      }
    const nowMs = world.clock.nowMs()
    const summary = sayState(state, nowMs)
    const [trouble] = sayTroubles(state)
    const isOld = nowMs - (state.upstream.wellMs ?? 0) > oldMs
    if (trouble === undefined && !isOld) return fine(summary)
    return {
      severity: isOld ? 'warning' : 'note',
      reason: trouble === undefined ? summary : `${summary}; ${trouble}`,
      fix: '`moltd mirror init` checks git, upstream and origin.',
    }
  },
}
