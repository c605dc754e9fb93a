import { findUpdaters } from '../../../openclaw/update-processes.ts'
import type { PreflightCheck } from '../question.ts'

/** Two updaters at once have taken gateways down for hours. moltd's own lock is held already. */
export const noOtherUpdater: PreflightCheck = {
  name: 'no-other-updater',
  title: 'nobody else is updating OpenClaw',
  weight: 'required',
  async look(world, { gateway }) {
    const [processes, { mainPid }] = await Promise.all([
      world.processes.list(),
      world.supervisor.inspect(gateway.unit),
    ])
    const [first] = await findUpdaters(world, gateway, { processes, mainPid, jobPids: new Set() })
    if (first === undefined) return { answer: 'pass', reason: 'no process updates it' }
    return {
      answer: 'fail',
      reason: `process ${first.pid} does: \`${first.argv.slice(0, 6).join(' ').slice(0, 160)}\``,
      hint: 'Let it finish (`openclaw update status`), then try again. Do not kill it: it may be migrating data.',
    }
  },
}
