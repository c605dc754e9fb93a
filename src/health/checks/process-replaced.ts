import type { Finding } from '../check.ts'
import type { HealthCheck } from '../health-check.ts'

export const processReplaced: HealthCheck = {
  name: 'process-replaced',
  title: 'a new process serves',
  weight: 'required',
  absolute: true,
  look: async (world, { gateway, replaced }): Promise<Finding> => {
    const { mainPid, mainStartedUs } = await world.supervisor.inspect(gateway.unit)
    const evidence = `pid ${replaced?.pid ?? 'none'} → ${mainPid ?? 'none'}`
    if (mainPid === null) return { answer: 'fail', reason: 'no process serves', evidence }
    if (mainPid === replaced?.pid && mainStartedUs === replaced.startedUs) {
      return {
        answer: 'fail',
        reason: `the old process (pid ${mainPid}) still serves: the program was replaced beneath it`,
        evidence,
      }
    }
    return { answer: 'pass', reason: `pid ${mainPid} serves since the update`, evidence }
  },
}
