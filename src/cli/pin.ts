import type { Command } from 'commander'
import { parseVersionRange } from '../openclaw/version-range.ts'
import { MoltdError } from '../ports/errors.ts'
import type { CliContext } from './context.ts'
import { recordOrder } from './record-order.ts'

export function registerPin(program: Command, context: CliContext): void {
  program
    .command('pin')
    .description('take only versions of a range; only `moltd run --to` goes outside of it')
    .argument('<range>', '2026.9.4, 2026.9.x, ">=2026.9.4 <2026.10", or several with || between them')
    .action(async (text: string, _: unknown, command: Command) => {
      const range = text.trim().replace(/\s+/g, ' ')
      if (parseVersionRange(range) === null)
        throw new MoltdError(
          'E_USAGE',
          `cannot pin to "${text}": that is no range of versions`,
          'A range looks like 2026.9.4, 2026.9.x, ">=2026.9.4 <2026.10" or "2026.8.x || 2026.9.6".',
        )
      const app = await context.open(command)
      const isNew = app.memory.setPin(range)
      recordOrder(app, undefined, `pin ${range}`, isNew ? 'pinned' : 'was pinned already')
      context.print(`Only versions within ${range} are taken${isNew ? '' : ', as before'}.`)
    })
  program
    .command('unpin')
    .description('lift the pin: every version of the channel may be taken')
    .action(async (_: unknown, command: Command) => {
      const app = await context.open(command)
      const wasPinned = app.memory.setPin(null)
      recordOrder(app, undefined, 'unpin', wasPinned ? 'the pin is lifted' : 'nothing was pinned')
      context.print(wasPinned ? 'The pin is lifted.' : 'Nothing was pinned.')
    })
}
