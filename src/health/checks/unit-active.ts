import type { Finding } from '../check.ts'
import type { HealthCheck } from '../health-check.ts'

/** Exit status by which OpenClaw says that its config is wrong; starting it again cannot help. */
export const configExitStatus = 78

export const unitActive: HealthCheck = {
  name: 'unit-active',
  title: 'the gateway unit is active',
  weight: 'required',
  absolute: true,
  look: async (world, { gateway }): Promise<Finding> => {
    const state = await world.supervisor.inspect(gateway.unit)
    const evidence = `${state.active}/${state.sub}, pid ${state.mainPid ?? 'none'}, exit ${state.exitStatus ?? 'none'}, ${state.restarts} restarts`
    if (state.active === 'active' && state.mainPid !== null)
      return { answer: 'pass', reason: `${gateway.unit} is active`, evidence }
    const hint = `journalctl --user -u ${gateway.unit} -n 50`
    if (state.exitStatus === configExitStatus) {
      return {
        answer: 'fail',
        reason: `${gateway.unit} exits with 78: OpenClaw refuses its config or state`,
        evidence,
        hint,
      }
    }
    return { answer: 'fail', reason: `${gateway.unit} is ${state.active} (${state.sub})`, evidence, hint }
  },
}
