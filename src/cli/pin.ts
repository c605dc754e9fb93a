import type { Command } from 'commander'
import { parseVersionRange } from '../openclaw/version-range.ts'
import { MoltdError } from '../ports/errors.ts'
import type { CliContext } from './context.ts'

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
      const { memory } = await context.open(command)
      const isNew = memory.setPin(range)
      context.print(`Only versions within ${range} are taken${isNew ? '' : ', as before'}.`)
    })
  program
    .command('unpin')
    .description('lift the pin: every version of the channel may be taken')
    .action(async (_: unknown, command: Command) => {
      const { memory } = await context.open(command)
      context.print(memory.setPin(null) ? 'The pin is lifted.' : 'Nothing was pinned.')
    })
}
