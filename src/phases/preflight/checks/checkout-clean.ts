import { listCheckoutChanges } from '../../../openclaw/checkout.ts'
import type { PreflightCheck } from '../question.ts'

const shown = 5

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
    const more = changes.length > shown ? ` and ${changes.length - shown} more` : ''
    return {
      answer: 'fail',
      reason: `${root} has changes of its own: ${changes.slice(0, shown).join(', ')}${more}`,
      evidence: changes.slice(0, 100).join('\n'),
      hint: `Commit them on a branch, or put them away: \`git -C ${root} stash --include-untracked\``,
    }
  },
}
