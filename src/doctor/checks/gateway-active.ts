import type { Gateway } from '../../openclaw/gateway.ts'
import { MoltdError } from '../../ports/errors.ts'
import { type DoctorCheck, type DoctorFacts, fine } from '../facts.ts'

/** A run updates only what serves: else it could not tell whether the update did harm. */
export const gatewayActive: DoctorCheck = {
  name: 'gateway-active',
  title: 'the gateway is running',
  async look(world, facts) {
    const gateway = await gatewayOf(facts)
    if (gateway === null) return null
    const { active, sub, restarts } = await world.supervisor.inspect(gateway.unit)
    if (active === 'active') return fine(`${gateway.unit} is active, restarted by itself ${restarts} times`)
    return {
      severity: 'broken',
      reason: `${gateway.unit} is ${active} (${sub}): a run does not update a gateway that is down`,
      fix: `\`systemctl --user start ${gateway.unit}\`, and \`journalctl --user -u ${gateway.unit} -n 50\` when it does not stay up.`,
    }
  },
}

/** null when there is none: `gateway-found` says why. */
export async function gatewayOf(facts: DoctorFacts): Promise<Gateway | null> {
  try {
    return await facts.gateway()
  } catch (error) {
    if (error instanceof MoltdError) return null
    throw error
  }
}
