import { hearsBots } from '../../openclaw/hears-bots.ts'
import { readOpenclawDocument } from '../../openclaw/openclaw-config.ts'
import { type DoctorCheck, fine } from '../facts.ts'

export const botsHeard: DoctorCheck = {
  name: 'bots-heard',
  title: 'OpenClaw takes what a bot writes',
  async look(world, facts) {
    const { expectFrom } = facts.settings.checks.messageRoundTrip
    if (expectFrom === undefined) return null
    const { configPath } = await facts.gateway()
    const hears = hearsBots(await readOpenclawDocument(world, configPath), expectFrom)
    if (hears === null)
      return { severity: 'note', reason: `${configPath} does not say whether (channels.discord.allowBots)` }
    if (hears) return fine('allowBots is set')
    return {
      severity: 'warning',
      reason: 'checks.messageRoundTrip can tell nothing: OpenClaw passes over what bots write',
      fix: 'openclaw config set channels.discord.allowBots mentions',
    }
  },
}
