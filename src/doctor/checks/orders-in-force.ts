import { sayTime } from '../../notify/words.ts'
import type { DoctorFacts } from '../facts.ts'
import { type DoctorCheck, fine } from '../facts.ts'

/** Not a fault: but whoever wonders why nothing happens finds it here. */
export const ordersInForce: DoctorCheck = {
  name: 'orders-in-force',
  title: 'nobody told moltd to leave updates alone',
  async look(world, facts) {
    const orders = ordersOf(facts, world.clock.nowMs())
    if (orders.length === 0) return fine('no hold, pin, skipped or quarantined version, and mode is auto')
    return { severity: 'note', reason: orders.join('; ') }
  },
}

function ordersOf({ orders, quarantine, settings }: DoctorFacts, nowMs: number): string[] {
  const { hold, pin, skipped } = orders
  const said: string[] = []
  if (hold !== null && (hold.untilMs === null || hold.untilMs > nowMs)) {
    const until = hold.untilMs === null ? '`moltd unhold`' : sayTime(new Date(hold.untilMs).toISOString())
    said.push(`updates are on hold until ${until}${hold.reason ? ` (${hold.reason})` : ''}`)
  }
  if (pin !== null) said.push(`pinned to ${pin}`)
  if (skipped.length > 0) said.push(`skipped: ${skipped.join(', ')}`)
  if (quarantine.length > 0)
    said.push(`in quarantine: ${quarantine.map(({ version }) => version).join(', ')}`)
  if (settings.policy.mode !== 'auto') said.push(`policy.mode is ${settings.policy.mode}`)
  return said
}
