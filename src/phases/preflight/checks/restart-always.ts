import type { PreflightCheck } from '../question.ts'

/** OpenClaw may end itself with exit code 0 in the course of an update; `on-failure` then leaves it dead. */
export const restartAlways: PreflightCheck = {
  name: 'restart-always',
  title: 'the gateway comes back when it ends',
  weight: 'advisory',
  async look(world, { gateway }) {
    if (world.supervisor.kind !== 'systemd') return { answer: 'pass', reason: 'no unit is involved' }
    const { restart } = gateway.definition
    if (restart === 'always') return { answer: 'pass', reason: 'the unit has Restart=always' }
    return {
      answer: 'fail',
      reason: `${gateway.unit} has Restart=${restart}: after a clean exit it stays down`,
      hint: `\`openclaw gateway install --force\`, or \`systemctl --user edit ${gateway.unit}\` with Restart=always.`,
    }
  },
}
