import type { Command } from 'commander'
import type { App } from '../compose.ts'
import { plainLine } from '../notify/plain-text.ts'
import type { Report } from '../notify/report.ts'
import { sayDuration, sayTime } from '../notify/words.ts'
import { readReport } from '../phases/report/index.ts'
import type { AuditEntry } from '../ports/audit-trail.ts'
import { MoltdError } from '../ports/errors.ts'
import type { CliContext } from './context.ts'
import { printReport } from './print-report.ts'

interface HistoryOptions {
  limit: string
  audit?: true
  json?: true
}

export function registerHistory(program: Command, context: CliContext): void {
  program
    .command('history')
    .description('what moltd did: the newest runs, or one of them in full')
    .argument('[run]', 'id of a run, or its beginning')
    .option('-n, --limit <number>', 'how many runs to list', '20')
    .option('--audit', 'instead, who ordered what, here and on Discord, and what came of it')
    .option('--json', 'print as one JSON document')
    .action(async (run: string | undefined, options: HistoryOptions, command: Command) => {
      const app = await context.open(command)
      const { journal } = app
      if (options.audit) return printAudit(context, app, options)
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
        .listRuns(limitOf(options))
        .map(entry => readReport(journal, entry.id))
        .filter(report => report !== null)
      if (options.json) context.print(JSON.stringify(reports, null, 2))
      else context.print(reports.length === 0 ? 'No run yet.' : reports.map(renderLine).join('\n'))
    })
}

function limitOf({ limit }: HistoryOptions): number {
  return Math.max(1, Number(limit) || 20)
}

function printAudit(context: CliContext, app: App, options: HistoryOptions): void {
  const entries = app.audit().list(limitOf(options))
  const iso = (ms: number | null) => (ms === null ? null : new Date(ms).toISOString())
  const document = entries.map(({ atMs, endedAtMs, ...entry }) => ({
    ...entry,
    at: iso(atMs),
    endedAt: iso(endedAtMs),
  }))
  if (options.json) context.print(JSON.stringify(document, null, 2))
  else if (entries.length === 0) context.print('Nobody has ordered anything yet.')
  else context.print(entries.map(renderOrder).join('\n'))
}

function renderOrder({ atMs, way, person, what, isAllowed, result }: AuditEntry): string {
  const who = person.id === null ? person.name : `${person.name} (${person.id})`
  const came = result ?? 'moltd ended before it was known what came of it'
  const mark = isAllowed ? '' : 'REFUSED: '
  const order = plainLine(`${who}: ${mark}${what} → ${came}`)
  return `${sayTime(new Date(atMs).toISOString())}  ${way.padEnd(8)}  ${order}`
}

function renderLine(report: Report): string {
  const outcome = report.dryRun ? 'dry run' : report.outcome
  const versions = report.to === null ? (report.from ?? '') : `${report.from ?? '?'} → ${report.to}`
  const when = sayTime(report.startedAt)
  return plainLine(
    `${report.runId}  ${when}  ${outcome.padEnd(17)} ${sayDuration(report.durationMs).padStart(8)}  ${versions}`,
  )
}
