import type { App } from '../compose.ts'
import type { Report } from '../notify/report.ts'
import type { Way } from '../phases/way.ts'
import { type PackageSourceName, wayBackTo } from './reinstall.ts'
import { wayOf } from './way.ts'

type Conduct = typeof import('../phases/conduct-run.ts')

/** One `moltd rollback` under the run lock; what was cut off before has come to its end. */
export interface Trip {
  app: App
  signal: AbortSignal
  /** Goes one way back, and says its report where the config says. */
  go(way: Way, walk: (conduct: Conduct, way: Way) => Promise<Report>): Promise<Report>
}

/** `change` is for tests, which have no time to wait. */
export async function openTrip(
  app: App,
  signal: AbortSignal,
  change: (way: Way) => Way = way => way,
): Promise<Trip> {
  const [conduct, { tellRun }] = await Promise.all([
    import('../phases/conduct-run.ts'),
    import('./deliver-report.ts'),
  ])
  const { outcome, end } = await tellRun(app, false)
  const telling = (way: Way): Way => change({ ...way, settings: { ...way.settings, tellOutcome: outcome } })
  for (const recovered of await conduct.recoverRuns(telling(wayOf(app)), signal)) await end(recovered)
  return {
    app,
    signal,
    go: async (way, walk) => {
      const report = await walk(conduct, telling(way))
      await end(report)
      return report
    },
  }
}

/** Program and data together; absent: the newest point. */
export async function goBackToPoint(
  trip: Trip,
  point: string | undefined,
  trigger: 'manual' | 'discord' = 'manual',
): Promise<Report> {
  const { rollBackByHand } = await import('../phases/rollback/by-hand.ts')
  return trip.go(wayOf(trip.app), ({ conduct }, way) =>
    conduct(way, trigger, trip.signal, walk => rollBackByHand(walk, point)),
  )
}

/** The program alone. Errors: E_VAULT, E_BUILD, E_MIRROR. */
export async function goBackToVersion(trip: Trip, from: PackageSourceName, version: string): Promise<Report> {
  const { app, signal } = trip
  const way = await wayBackTo(app, from, version, signal)
  try {
    return await trip.go(way, ({ conductRun }, changed) =>
      conductRun(changed, { trigger: 'manual', dryRun: false }, signal),
    )
  } finally {
    if (from === 'mirror') await (await import('../mirror/build-package.ts')).clearBuild(app.world)
  }
}
