import semver from 'semver'
import { type DoctorCheck, fine } from '../facts.ts'

export const moltdCurrent: DoctorCheck = {
  name: 'moltd-current',
  title: 'this is the newest moltd',
  async look(_world, { ownReleases }) {
    if (ownReleases === null) return null
    const newest = await ownReleases.newest()
    if (newest === null)
      return {
        severity: 'note',
        reason: 'the repository of moltd does not answer with a release',
        fix: 'Is selfUpdate.repository in the config what you got moltd from?',
      }
    if (!semver.gt(newest, ownReleases.installed)) return fine(`${ownReleases.installed} is the newest`)
    return {
      severity: 'note',
      reason: `moltd ${newest} is out, this is ${ownReleases.installed}`,
      fix: 'Install it as you installed this one; `moltd install` then takes it into service.',
    }
  },
}
