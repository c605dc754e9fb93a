import type { Command } from 'commander'
import { plainLine } from '../notify/plain-text.ts'
import type { Report } from '../notify/report.ts'
import { sayDuration, sayTime } from '../notify/words.ts'
import { readReport } from '../phases/report/index.ts'
import { MoltdError } from '../ports/errors.ts'
import type { CliContext } from './context.ts'
import { printReport } from './print-report.ts'

export function registerHistory(program: Command, context: CliContext): void {
  program
    .command('history')
    .description('what moltd did: the newest runs, or one of them in full')
    .argument('[run]', 'id of a run, or its beginning')
    .option('-n, --limit <number>', 'how many runs to list', '20')
    .option('--json', 'print as one JSON document')
    .action(async (run: string | undefined, options: { limit: string; json?: true }, command: Command) => {
      const { journal } = await context.open(command)
      if (run !== undefined) {
        const id = journal.listRuns(10_000).find(entry => entry.id.startsWith(run))?.id
        const report = id === undefined ? null : readReport(journal, id)
        if (report === null)
          throw new MoltdError(
            'E_RUN_UNKNOWN',
            `cannot show run "${run}": there is no such run`,
            'Run `moltd history` to see them all.',
          )
        printReport(context, report, options.json === true)
        context.setExitCode(0)
        return
      }
      const reports = journal
        .listRuns(Math.max(1, Number(options.limit) || 20))
        .map(entry => readReport(journal, entry.id))
        .filter(report => report !== null)
      if (options.json) context.print(JSON.stringify(reports, null, 2))
      else context.print(reports.length === 0 ? 'No run yet.' : reports.map(renderLine).join('\n'))
    })
}

function renderLine(report: Report): string {
  const outcome = report.dryRun ? 'dry run' : report.outcome
  const versions = report.to === null ? (report.from ?? '') : `${report.from ?? '?'} → ${report.to}`
  const when = sayTime(report.startedAt)
  return plainLine(
    `${report.runId}  ${when}  ${outcome.padEnd(17)} ${sayDuration(report.durationMs).padStart(8)}  ${versions}`,
  )
}
