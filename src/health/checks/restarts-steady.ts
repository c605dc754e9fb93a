import type { Finding } from '../check.ts'
import type { HealthCheck } from '../health-check.ts'

export const restartsSteady: HealthCheck = {
  name: 'restarts-steady',
  title: 'the gateway does not restart by itself',
  weight: 'required',
  absolute: true,
  look: async (world, { gateway, restartsBefore }): Promise<Finding> => {
    const { restarts } = await world.supervisor.inspect(gateway.unit)
    if (restartsBefore === null || restarts <= restartsBefore)
      return { answer: 'pass', reason: `${restarts} automatic restarts, none of them new` }
    return {
      answer: 'fail',
      reason: `the gateway restarted ${restarts - restartsBefore} times by itself since the update`,
      hint: `journalctl --user -u ${gateway.unit} -n 50`,
    }
  },
}
