import type { Command } from 'commander'
import type { CliContext } from './context.ts'
import { readVersion } from './read-arguments.ts'

export function registerSkip(program: Command, context: CliContext): void {
  program
    .command('skip')
    .description('leave one version out; only `moltd run --to` takes it')
    .argument('<version>', 'the version to leave out')
    .action(async (text: string, _: unknown, command: Command) => {
      const version = readVersion(text)
      const { world, memory } = await context.open(command)
      const isNew = memory.skip(version, world.clock.nowMs())
      context.print(`${version} is ${isNew ? '' : 'already '}skipped.`)
    })
  program
    .command('unskip')
    .description('take the order to skip a version back')
    .argument('<version>', 'the version that may be taken again')
    .action(async (text: string, _: unknown, command: Command) => {
      const version = readVersion(text)
      const { memory } = await context.open(command)
      context.print(
        memory.unskip(version) ? `${version} is no longer skipped.` : `${version} was not skipped.`,
      )
    })
}
