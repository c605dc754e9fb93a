import { sayDuration, sayTime } from '../../notify/words.ts'
import { type DoctorCheck, fine } from '../facts.ts'

const hourMs = 3_600_000

/** Both make `npm install` of a fresh OpenClaw end well and do half, or fail. */
export const npmRules: DoctorCheck = {
  name: 'npm-rules',
  title: 'npm may install a new OpenClaw as it is meant',
  async look(world, facts) {
    const { ignoreScripts, beforeMs } = await facts.npm.rules()
    if (ignoreScripts) {
      return {
        severity: 'warning',
        reason: 'npm is told to ignore scripts: OpenClaw finishes its installation with one',
        fix: '`npm config delete ignore-scripts --location=user`, or allow them for openclaw.',
      }
    }
    if (beforeMs === null) return fine('neither ignore-scripts nor before nor min-release-age is set')
    const ageMs = world.clock.nowMs() - beforeMs
    const ownMs = facts.settings.policy.minimumAgeHours * hourMs
    if (ageMs <= ownMs)
      return fine(
        `npm hides what is younger than ${sayDuration(ageMs)}; policy.minimumAgeHours waits as long`,
      )
    return {
      severity: 'warning',
      reason: `npm hides versions published after ${sayTime(new Date(beforeMs).toISOString())} (before, min-release-age): a newer OpenClaw cannot be installed`,
      fix: `Let moltd wait as long: \`policy: { minimumAgeHours: ${Math.ceil(ageMs / hourMs)} }\` in its config; or take the setting out of npmrc.`,
    }
  },
}
