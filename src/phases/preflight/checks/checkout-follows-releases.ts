import { readOpenclawConfig } from '../../../openclaw/openclaw-config.ts'
import { reasonOf } from '../../../ports/errors.ts'
import type { PreflightCheck } from '../question.ts'

/** With `update.channel` of stable or beta OpenClaw checks out that release's tag; otherwise it follows main, which offers no version to expect. */
export const checkoutFollowsReleases: PreflightCheck = {
  name: 'checkout-follows-releases',
  title: 'the checkout follows releases',
  weight: 'required',
  async look(world, { gateway, observation }) {
    const wanted = observation.channel
    const config = await readOpenclawConfig(world, gateway.configPath).catch(reasonOf)
    if (typeof config === 'string') return { answer: 'unknown', reason: config }
    const follows = config.updateChannel ?? 'dev'
    if (follows === wanted && follows !== 'extended-stable')
      return { answer: 'pass', reason: `OpenClaw checks out the releases of ${follows}` }
    return {
      answer: 'fail',
      reason: `OpenClaw's update.channel is ${follows}, so it would not check out the ${wanted} release`,
      hint:
        wanted === 'extended-stable'
          ? 'A checkout cannot follow extended-stable: set `channel` in the config of moltd to stable or beta.'
          : `\`openclaw config set update.channel ${wanted}\``,
    }
  },
}
