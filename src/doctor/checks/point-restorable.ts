import { sayTime } from '../../notify/words.ts'
import { isMendable } from '../../recovery/mend-package.ts'
import { glancePoint, verifyPoint } from '../../recovery/verify.ts'
import { type DoctorCheck, fine } from '../facts.ts'

/** The way back, looked at before it is needed. `moltd drill` walks it. */
export const pointRestorable: DoctorCheck = {
  name: 'point-restorable',
  title: 'the newest recovery point is whole',
  async look(world, facts) {
    const { points, damaged } = await facts.points()
    const [bad] = damaged
    if (bad !== undefined)
      return {
        severity: 'warning',
        reason: `${bad.path} is damaged: ${bad.reason}`,
        fix: `\`rm -r ${bad.path}\` when nothing of it is wanted any more.`,
      }
    const [newest] = points
    if (newest === undefined)
      return { severity: 'note', reason: 'there is none yet: each update takes one before it begins' }
    if ((await world.files.statTarget(newest.node.path)) === null)
      return {
        severity: 'warning',
        reason: `${newest.id} is for Node ${newest.node.path}, which is gone: what is put back would not start`,
        fix: `Install Node ${newest.node.version} there again, or run an update, which takes a new point.`,
      }
    const findings = await (facts.deep ? verifyPoint : glancePoint)(world, newest.path)
    const [first] = findings
    if (first !== undefined)
      return {
        severity: 'broken',
        reason: `${newest.id} is damaged: ${first.path}: ${first.text}${findings.length > 1 ? `, and ${findings.length - 1} more` : ''}`,
        fix: isMendable(findings)
          ? `\`moltd recovery mend ${newest.id}\` makes it whole where the vault has its version; the next update takes a new one.`
          : `\`moltd recovery verify ${newest.id}\`; an older one may be whole, and the next update takes a new one.`,
      }
    const depth = facts.deep
      ? 'every byte is as it was written'
      : 'every file is there with its size; --deep reads them all'
    return fine(`${newest.id} (OpenClaw ${newest.version}, ${sayTime(newest.createdAt)}): ${depth}`)
  },
}
