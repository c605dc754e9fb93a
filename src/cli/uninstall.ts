import type { Command } from 'commander'
import { MoltdError } from '../ports/errors.ts'
import { uninstall } from '../setup/uninstall.ts'
import type { CliContext } from './context.ts'
import { withLock } from './with-lock.ts'

export function registerUninstall(program: Command, context: CliContext): void {
  program
    .command('uninstall')
    .description('take out what `moltd install` put in; data, recovery points and config stay')
    .option('--json', 'print as one JSON document')
    .action(async (options: { json?: true }, command: Command) => {
      const app = await context.open(command)
      const { dataFolder, configFolder } = app.world.places
      const changes = await withLock(app, 'uninstall', async () => {
        refuseOpenRun(app.journal.unfinishedRuns()[0]?.id)
        return uninstall(app.world)
      })
      const kept = [dataFolder, configFolder]
      if (options.json) return context.print(JSON.stringify({ changes, kept }, null, 2))
      context.print(
        [
          ...changes.map(text => `- ${text}`),
          changes.length === 0
            ? 'moltd is not installed; nothing was changed.'
            : 'moltd runs no longer by itself.',
          `Kept: ${dataFolder} (journal, recovery points) and ${configFolder} (config).`,
          'Lingering stays as it is. The program goes with `npm uninstall --global moltd`.',
        ].join('\n'),
      )
    })
}

/** Its gateway may be held, and only moltd lets go of it. */
function refuseOpenRun(run: string | undefined): void {
  if (run === undefined) return
  throw new MoltdError(
    'E_RUN_OPEN',
    `cannot uninstall: run ${run} was cut off and has not been brought to its end`,
    'Run `moltd recover` first.',
  )
}
