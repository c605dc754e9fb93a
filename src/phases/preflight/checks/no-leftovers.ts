import { join } from 'node:path'
import { folderBeside } from '../../../openclaw/installation.ts'
import type { PreflightCheck } from '../question.ts'

/** npm renames the old package to `.openclaw-XXXXXXXX` first, and fails (ENOTEMPTY) where that is left from a run that died. */
export const noLeftovers: PreflightCheck = {
  name: 'no-leftovers',
  title: 'no failed installation is lying about',
  weight: 'advisory',
  async look(world, { gateway }) {
    const folder = folderBeside(gateway.installation)
    if (gateway.installation.kind === 'git')
      return { answer: 'pass', reason: 'a checkout is changed in place' }
    const leftovers = (await world.files.list(folder)).filter(name => /^\.openclaw[-.]/.test(name))
    if (leftovers.length === 0) return { answer: 'pass', reason: `nothing of the kind is in ${folder}` }
    return {
      answer: 'fail',
      reason: `${folder} holds ${leftovers.join(', ')}`,
      hint: `When nothing updates OpenClaw: \`rm -r ${leftovers.map(name => join(folder, name)).join(' ')}\``,
    }
  },
}
