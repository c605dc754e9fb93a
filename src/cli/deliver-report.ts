import type { App } from '../compose.ts'
import type { Report } from '../notify/report.ts'
import { sayReport } from '../notify/say-report.ts'
import { reasonOf } from '../ports/errors.ts'

/** Says the report where the config says, at once if possible; what cannot be said now stays in the outbox. Never rejects. */
export async function deliverReport(app: App, report: Report): Promise<void> {
  if (report.dryRun) return
  try {
    const voice = await app.voice()
    if (voice !== null) await sayReport(app.world, app.outbox, voice, report)
  } catch (error) {
    // a secret that cannot be read: `moltd config check` explains it; the run is over, and ends as it ended
    app.world.log.error(
      { runId: report.runId, error: reasonOf(error) },
      'the report cannot be said on Discord',
    )
  }
}
