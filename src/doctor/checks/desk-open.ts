import { type DoctorCheck, fine } from '../facts.ts'

export const deskOpen: DoctorCheck = {
  name: 'desk-open',
  title: 'the Discord bot answers',
  async look(_world, { desk }) {
    if (desk === null) return null
    if (desk.isWell) return fine(desk.text)
    return {
      severity: 'warning',
      reason: `the Discord bot: ${desk.text}`,
      fix: 'Updates and reports do not depend on it. `moltd discord setup` looks at the bot step by step; docs/discord.md says who may use it.',
    }
  },
}
