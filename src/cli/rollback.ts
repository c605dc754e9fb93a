import type { Command } from 'commander'
import type { CliContext } from './context.ts'
import { printReport } from './print-report.ts'

export function registerRollback(program: Command, context: CliContext): void {
  program
    .command('rollback')
    .description('go back to a recovery point: program and data together; what is there now is set aside')
    .argument('[point]', 'id of the recovery point; absent: the newest')
    .option('--json', 'print the report as one JSON document')
    .action(async (point: string | undefined, options: { json?: true }, command: Command) => {
      const app = await context.open(command, { narrate: true })
      const [{ withLock }, { wayOf }, { conduct, recoverRuns }, { rollBackByHand }, { tellRun }] =
        await Promise.all([
          import('./with-lock.ts'),
          import('./way.ts'),
          import('../phases/conduct-run.ts'),
          import('../phases/rollback/by-hand.ts'),
          import('./deliver-report.ts'),
        ])
      const way = wayOf(app)
      const tell = await tellRun(app)
      const report = await withLock(app, 'roll back', async signal => {
        for (const recovered of await recoverRuns(way, signal)) await tell(recovered)
        return conduct(way, 'manual', signal, walk => rollBackByHand(walk, point))
      })
      await tell(report)
      await context.endProgress()
      printReport(context, report, options.json === true)
    })
}
