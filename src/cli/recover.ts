import type { Command } from 'commander'
import { askToKeep } from './ask-to-keep.ts'
import type { CliContext } from './context.ts'
import { printReport } from './print-report.ts'

export function registerRecover(program: Command, context: CliContext): void {
  program
    .command('recover')
    .description(
      'bring a run that was cut off, or is stuck, to its end: the old or the new version, verified',
    )
    .option('--json', 'print the report of the newest such run as one JSON document')
    .action(async (options: { json?: true }, command: Command) => {
      const app = await context.open(command, { narrate: true })
      const [{ withLock }, { wayOf }, { recoverRuns, retryStuckRun }, { tellRun }] = await Promise.all([
        import('./with-lock.ts'),
        import('./way.ts'),
        import('../phases/conduct-run.ts'),
        import('./deliver-report.ts'),
      ])
      const tell = await tellRun(app, false)
      const way = wayOf(app, { askPerson: askToKeep(context, app, options), tellOutcome: tell.outcome })
      const reports = await withLock(app, 'recover', async signal => {
        const recovered = await recoverRuns(way, signal)
        if (recovered.length > 0) return recovered
        const retried = await retryStuckRun(way, signal)
        return retried === null ? [] : [retried]
      })
      for (const report of reports) await tell.end(report)
      const last = reports.at(-1)
      await context.endProgress()
      if (last) printReport(context, last, options.json === true)
      else context.print(options.json ? 'null' : 'Nothing to recover: no run was cut off or is stuck.')
    })
}
