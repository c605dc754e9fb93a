import type { CommanderError } from 'commander'
import type { Report } from '../notify/report.ts'
import { MoltdError, reasonOf } from '../ports/errors.ts'
import { redactText } from '../ports/redaction.ts'

/** What a person did wrong, or left undone, in words or config: these end with 2, everything else with 1. */
const usageCodes =
  /^E_(CONFIG|SCHEDULE|SECRET|USAGE|RUN_UNKNOWN|QUESTION_UNKNOWN|POINT_UNKNOWN|REMEDY_UNKNOWN|SEVERAL_GATEWAYS)/

/** One clear sentence on stderr (and, for --json, one document on stdout); returns the exit code. */
export function printError(thrown: unknown, json: boolean): number {
  const known = thrown instanceof MoltdError ? thrown : null
  const code = known?.code ?? 'E_UNEXPECTED'
  const message = redactText(reasonOf(thrown))
  const hint = known?.hint ?? 'This is a defect of moltd: please report it with the lines above.'
  if (known === null && thrown instanceof Error) process.stderr.write(`${redactText(thrown.stack ?? '')}\n`)
  process.stderr.write(`moltd: ${message} [${code}]\n  ${hint}\n`)
  if (json) printDocument({ code, message, hint })
  return usageCodes.test(code) ? 2 : 1
}

/** What commander has said on stderr already; returns the exit code. */
export function printUsageError(error: CommanderError, json: boolean): number {
  const message = error.message.replace(/^error: /, '')
  if (json) printDocument({ code: 'E_USAGE', message, hint: 'See `moltd --help`.' })
  return 2
}

function printDocument(error: NonNullable<Report['error']>): void {
  process.stdout.write(`${JSON.stringify({ error }, null, 2)}\n`)
}
