import type { PreflightCheck } from '../question.ts'

/** Stopping and starting goes through it; on WSL 2 it is missing or young more often than elsewhere. */
export const userBus: PreflightCheck = {
  name: 'user-bus',
  title: 'who runs the gateway answers us',
  weight: 'required',
  async look(world, { gateway }) {
    const who = world.supervisor.kind === 'systemd' ? 'the systemd user manager' : 'moltd itself'
    const { active, sub } = await world.supervisor.inspect(gateway.unit)
    return { answer: 'pass', reason: `${who} says that ${gateway.unit} is ${active} (${sub})` }
  },
}
