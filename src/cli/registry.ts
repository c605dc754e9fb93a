import type { Command } from 'commander'
import type { CliContext } from './context.ts'

/** Asked by the daemon before a run: does the registry answer, by the user's own npm settings, now and not from a cache? */
export function registerRegistry(program: Command, context: CliContext): void {
  program
    .command('registry', { hidden: true })
    .description('ask the npm registry what OpenClaw versions there are')
    .option('--json', 'print as one JSON document')
    .action(async (options: { json?: true }, command: Command) => {
      const { world } = await context.open(command)
      const tags = await world.registry.distTags('openclaw')
      const lines = Object.entries(tags).map(([tag, version]) => `${tag.padEnd(18)}${version}`)
      context.print(options.json ? JSON.stringify(tags, null, 2) : lines.join('\n'))
    })
}
