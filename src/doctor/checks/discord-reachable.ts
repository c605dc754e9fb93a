import { MoltdError } from '../../ports/errors.ts'
import { type DoctorCheck, fine } from '../facts.ts'

export const discordReachable: DoctorCheck = {
  name: 'discord-reachable',
  title: 'reports arrive',
  async look(_world, facts) {
    try {
      const answer = await facts.reachVoice()
      if (answer === null)
        return {
          severity: 'note',
          reason: 'neither a Discord bot nor a webhook is set: reports stay on this machine',
          fix: '`moltd init`, or notify.discord in the config.',
        }
      if (answer.kind === 'delivered') return fine('Discord knows the way that reports go')
      return {
        severity: 'warning',
        reason: answer.reason,
        fix:
          answer.kind === 'closed'
            ? 'Run `moltd discord setup` for the bot; for a webhook, make a new one in Discord (channel settings, Integrations) and put its URL in its file.'
            : 'Look at the network; reports wait in the outbox until then.',
      }
    } catch (error) {
      if (error instanceof MoltdError) return { severity: 'warning', reason: error.message, fix: error.hint }
      throw error
    }
  },
}
