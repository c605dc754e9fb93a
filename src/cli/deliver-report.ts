import type { App } from '../compose.ts'
import { type Ping, pingOf, pingSwitch } from '../notify/ping-switch.ts'
import type { Report } from '../notify/report.ts'
import { sayReport } from '../notify/say-report.ts'
import { tellProgress } from '../notify/tell-progress.ts'
import { readReport } from '../phases/report/index.ts'
import { reasonOf } from '../ports/errors.ts'

/** Says how runs go; nothing of it ever rejects. */
export interface RunTeller {
  /** As soon as it is known how one of them ends, and again with what was added: nothing of its progress is told any more. */
  outcome(report: Report): Promise<void>
  /** When one of them is over, with all that hooks, mirror and vault had to add. */
  end(report: Report): Promise<void>
}

/** Says the report where the config says, at once if possible; what cannot be said now stays in the outbox. Never rejects. */
export async function deliverReport(app: App, report: Report): Promise<void> {
  if (report.dryRun) return
  const isOver = report.question?.end !== null // a run that asks goes on
  await Promise.all([sayOnDiscord(app, report), ...(isOver ? [ping(app, pingOf(report.outcome))] : [])])
}

/** From now on says how runs go. */
export async function tellRun(app: App, isDry: boolean): Promise<RunTeller> {
  const begun = isDry ? Promise.resolve() : ping(app, 'start') // meanwhile the run begins
  const ways = await waysOf(app)
  const { words } = app
  const progress =
    ways === null ? null : tellProgress(app.world, app.outbox, { words, ways }, () => runAtWork(app))
  if (progress !== null) app.alsoTell(progress)
  let line = Promise.resolve()
  /** One after the other, so that the last word is the last. */
  const inTurn = (work: () => Promise<void>): Promise<void> => {
    line = line.then(work)
    return line
  }
  return {
    outcome: report =>
      inTurn(async () => {
        await progress?.endRun()
        await sayOnDiscord(app, report)
      }),
    end: report =>
      inTurn(async () => {
        await Promise.all([begun, progress?.endRun()])
        await deliverReport(app, report)
      }),
  }
}

async function sayOnDiscord(app: App, report: Report): Promise<void> {
  const hasAlarm = (report.mirror?.alarms.length ?? 0) > 0
  const isAsked = report.trigger === 'discord' // somebody waits for it there
  if (report.outcome === 'up-to-date' && !hasAlarm && !isAsked && !app.settings.notify.discord.upToDate)
    return
  const { words } = app
  const ways = await waysOf(app)
  if (ways !== null) await sayReport(app.world, app.outbox, { words, ways }, report)
}

function ping({ world, settings }: App, kind: Ping): Promise<void> {
  return pingSwitch(world, settings.notify.deadMansSwitchUrl, kind)
}

function runAtWork({ journal }: App): Report | null {
  const run = journal.unfinishedRuns().at(-1)
  const report = run === undefined ? null : readReport(journal, run.id)
  return report?.dryRun === true ? null : report
}

async function waysOf(app: App): ReturnType<App['ways']> {
  try {
    return await app.ways()
  } catch (error) {
    // a secret that cannot be read: `moltd config check` explains it; a run does not depend on it
    app.world.log.error({ error: reasonOf(error) }, 'reports cannot be said on Discord')
    return null
  }
}
