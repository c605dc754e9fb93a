import type { App } from '../compose.ts'
import type { Report } from '../notify/report.ts'
import { sayReport } from '../notify/say-report.ts'
import { tellProgress } from '../notify/tell-progress.ts'
import { readReport } from '../phases/report/index.ts'
import { reasonOf } from '../ports/errors.ts'

/** Says the report where the config says, at once if possible; what cannot be said now stays in the outbox. Never rejects. */
export async function deliverReport(app: App, report: Report): Promise<void> {
  if (report.dryRun || (report.outcome === 'up-to-date' && !app.settings.notify.discord.upToDate)) return
  const { words } = app
  const ways = await waysOf(app)
  if (ways !== null) await sayReport(app.world, app.outbox, { words, ways }, report)
}

/** From now on says how the run at work goes; the function that is returned ends that for a run, and says its report. Never rejects. */
export async function tellRun(app: App): Promise<(report: Report) => Promise<void>> {
  const ways = await waysOf(app)
  if (ways === null) return report => deliverReport(app, report)
  const { words } = app
  const progress = tellProgress(app.world, app.outbox, { words, ways }, () => runAtWork(app))
  app.alsoTell(progress)
  return async report => {
    await progress.endRun()
    await deliverReport(app, report)
  }
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
