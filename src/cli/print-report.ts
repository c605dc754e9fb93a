import { renderReport } from '../notify/console.ts'
import { exitCodeOf } from '../notify/exit-code.ts'
import type { Report } from '../notify/report.ts'
import { type CliContext, terminalLook } from './context.ts'

/** The report on stdout, for a person or as one JSON document; its outcome becomes the exit code. */
export function printReport(context: CliContext, report: Report, json: boolean): void {
  context.print(json ? JSON.stringify(report, null, 2) : renderReport(report, terminalLook()))
  context.setExitCode(exitCodeOf(report.outcome))
}
