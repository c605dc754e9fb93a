import { join } from 'node:path'
import { listCheckoutChanges } from '../../../openclaw/checkout.ts'
import type { PreflightCheck } from '../question.ts'

const shown = 5
/** OpenClaw lays out what it has built beside its place, where git sees it: `dist.openclaw-update-<uuid>.tmp/`. */
const leftover = /\.openclaw-update-[0-9a-f-]{36}\.tmp\/$/

/** OpenClaw's updater refuses a checkout with changes, and a person's work is in them. */
export const checkoutClean: PreflightCheck = {
  name: 'checkout-clean',
  title: 'the checkout has no changes of its own',
  weight: 'required',
  async look(world, { gateway, signal }) {
    const { root } = gateway.installation
    const changes = await listCheckoutChanges(world, root, signal)
    if (typeof changes === 'string')
      return { answer: 'unknown', reason: `git cannot say whether ${root} has changes: ${changes}` }
    if (changes.length === 0) return { answer: 'pass', reason: `${root} is as it was checked out` }
    const named = nameSome(changes)
    if (changes.every(path => leftover.test(path))) {
      const paths = changes.map(path => join(root, path)).join(' ')
      return {
        answer: 'fail',
        reason: `${root} holds what an update of OpenClaw that died has left: ${named}`,
        hint: `When nothing updates OpenClaw: \`rm -r ${paths}\``,
      }
    }
    return {
      answer: 'fail',
      reason: `${root} has changes of its own: ${named}`,
      evidence: changes.slice(0, 100).join('\n'),
      hint: `Commit them on a branch, or put them away: \`git -C ${root} stash --include-untracked\``,
    }
  },
}

function nameSome(paths: readonly string[]): string {
  const more = paths.length > shown ? ` and ${paths.length - shown} more` : ''
  return `${paths.slice(0, shown).join(', ')}${more}`
}
