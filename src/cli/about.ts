import type { Command } from 'commander'
import type { App } from '../compose.ts'
import { rejectedBy } from '../notify/discord-buttons.ts'
import type { Report } from '../notify/report.ts'
import { readReport } from '../phases/report/index.ts'
import { MoltdError } from '../ports/errors.ts'
import type { Outcome } from '../ports/run.ts'
import { listPoints } from '../recovery/points.ts'
import type { CliContext } from './context.ts'
import { rootsOf } from './recovery-roots.ts'

const touching: readonly (Outcome | null)[] = ['updated', 'rolled-back', 'stuck']
const looksBack = 1_000

/** Asked by the desk, which answers to buttons: a run, and all that has a say in what a person can still order about it. */
export function registerAbout(program: Command, context: CliContext): void {
  program
    .command('about', { hidden: true })
    .description('a run, and what a person can still order about it')
    .argument('[run]', 'id of the run; absent: the newest that touched the gateway')
    .option('--json', 'print as one JSON document (it always is one)')
    .action(async (id: string | undefined, _: unknown, command: Command) => {
      const app = await context.open(command)
      context.print(JSON.stringify(await lookAround(app, id), null, 2))
    })
}

async function lookAround(app: App, id: string | undefined) {
  const { journal, memory, quarantine, questions } = app
  const report = readRun(app, id)
  const { orders, approval } = { orders: memory.orders(), approval: memory.approval() }
  const { points } = await listPoints(app.world, await rootsOf(app))
  const point = points.find(one => one.id === report.recoveryPoint?.id)
  const end = questions.read(report.runId)?.end ?? null
  const runs = journal.listRuns(looksBack)
  const later = runs
    .slice(
      0,
      Math.max(
        0,
        runs.findIndex(run => run.id === report.runId),
      ),
    )
    .find(run => touching.includes(run.outcome) && run.notes.dryRun !== true)
  const version = report.outcome === 'rolled-back' ? rejectedBy(report) : report.to
  return {
    report,
    /** What touched the gateway after it. */
    later: later === undefined ? null : readReport(journal, later.id),
    atWork: app.isRunning(),
    nextRunAt: nextRun(app),
    approval: approval && { ...approval, isOver: app.world.clock.nowMs() >= approval.deadlineMs },
    isSkipped: version !== null && orders.skipped.includes(version),
    isQuarantined: quarantine.list().some(entry => entry.version === version),
    /** null: nothing was asked, or it is open. */
    questionEnd: end && {
      kind: end.kind,
      by: 'by' in end ? end.by : null,
      choice: 'choice' in end ? end.choice : null,
    },
    point: point
      ? {
          id: point.id,
          version: point.version,
          createdAt: point.createdAt,
          bytes: point.packageBytes + point.stateBytes,
          state: point.state,
        }
      : null,
  }
}

export type RunOutlook = Awaited<ReturnType<typeof lookAround>>

/** Errors: E_RUN_UNKNOWN. */
function readRun({ journal }: App, id: string | undefined): Report {
  const known =
    id ??
    journal.listRuns(looksBack).find(run => touching.includes(run.outcome) && run.notes.dryRun !== true)?.id
  const report = known === undefined ? null : readReport(journal, known)
  if (report !== null) return report
  throw new MoltdError(
    'E_RUN_UNKNOWN',
    id === undefined
      ? 'cannot show a run: none has touched the gateway'
      : `cannot show run "${id}": there is no such run`,
    'Run `moltd history` to see them all.',
  )
}

/** What cannot be read is for `moltd status` to say. */
function nextRun({ daemon }: App): string | null {
  try {
    const ms = daemon.isDaemonAtWork() ? daemon.nextDueMs() : null
    return ms === null ? null : new Date(ms).toISOString()
  } catch {
    return null
  }
}
