import type { PreflightCheck } from '../question.ts'

export const autoUpdaterOff: PreflightCheck = {
  name: 'auto-updater-off',
  title: 'OpenClaw does not update itself behind our back',
  weight: 'advisory',
  async look(_world, { gateway, observation }) {
    const stopped = /^(1|true|yes|on)$/i.test(gateway.definition.environment.OPENCLAW_NO_AUTO_UPDATE ?? '')
    if (!observation.openclawConfig.autoUpdate)
      return { answer: 'pass', reason: 'update.auto.enabled is not set' }
    if (stopped) return { answer: 'pass', reason: 'OPENCLAW_NO_AUTO_UPDATE is set in the unit' }
    return {
      answer: 'fail',
      reason: 'update.auto.enabled is true: two updaters may meet',
      hint: '`openclaw config set update.auto.enabled false`',
    }
  },
}
