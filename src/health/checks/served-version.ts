import { observeServing } from '../../openclaw/serving.ts'
import type { Finding } from '../check.ts'
import type { HealthCheck } from '../health-check.ts'
import { probeTimeoutMs } from '../probe-timeout.ts'

export const servedVersion: HealthCheck = {
  name: 'served-version',
  title: 'the expected version serves',
  weight: 'required',
  absolute: true,
  look: async (world, { gateway, expectedVersion }): Promise<Finding> => {
    const serving = await observeServing(world, gateway, probeTimeoutMs)
    if (serving.kind === 'silent')
      return {
        answer: 'fail',
        reason: `nothing serves on port ${gateway.port}: ${serving.note}`,
        hint: `systemctl --user status ${gateway.unit}`,
      }
    if (serving.version === expectedVersion) return { answer: 'pass', reason: `${expectedVersion} serves` }
    if (serving.version !== null)
      return {
        answer: 'fail',
        reason: `${serving.version} serves, not ${expectedVersion}`,
        hint: `systemctl --user restart ${gateway.unit}`,
      }
    return judgeByAge(world, gateway, expectedVersion)
  },
}

type Question = Parameters<HealthCheck['look']>

/** Old gateways do not say their version: a process that began after the files were put there runs those files. */
async function judgeByAge(
  world: Question[0],
  gateway: Question[1]['gateway'],
  expectedVersion: string,
): Promise<Finding> {
  const [state, tree] = await Promise.all([
    world.supervisor.inspect(gateway.unit),
    world.files.stat(gateway.installation.root),
  ])
  const process = state.mainPid === null ? null : await world.processes.sample(state.mainPid)
  if (process === null || tree === null)
    return { answer: 'unknown', reason: 'the gateway does not say which version serves' }
  const startedMs = world.clock.nowMs() - process.ageMs
  if (startedMs > tree.bornMs) {
    return {
      answer: 'pass',
      reason: `the process began after ${expectedVersion} was put on disk (this version does not say what serves)`,
    }
  }
  return {
    answer: 'fail',
    reason: `the process is older than the files on disk: it still runs what was there before`,
  }
}
