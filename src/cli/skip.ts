import type { Command } from 'commander'
import type { CliContext } from './context.ts'
import { readVersion } from './read-arguments.ts'
import { byOption, recordOrder } from './record-order.ts'

export function registerSkip(program: Command, context: CliContext): void {
  program
    .command('skip')
    .description('leave one version out; only `moltd run --to` takes it')
    .argument('<version>', 'the version to leave out')
    .addOption(byOption())
    .action(async (text: string, { by }: { by?: string }, command: Command) => {
      const version = readVersion(text)
      const app = await context.open(command)
      const isNew = app.memory.skip(version, app.world.clock.nowMs())
      recordOrder(app, by, `skip ${version}`, isNew ? 'skipped' : 'was skipped already')
      context.print(`${version} is ${isNew ? '' : 'already '}skipped.`)
    })
  program
    .command('unskip')
    .description('take the order to skip a version back')
    .argument('<version>', 'the version that may be taken again')
    .addOption(byOption())
    .action(async (text: string, { by }: { by?: string }, command: Command) => {
      const version = readVersion(text)
      const app = await context.open(command)
      const wasSkipped = app.memory.unskip(version)
      recordOrder(app, by, `unskip ${version}`, wasSkipped ? 'no longer skipped' : 'was not skipped')
      context.print(wasSkipped ? `${version} is no longer skipped.` : `${version} was not skipped.`)
    })
}
