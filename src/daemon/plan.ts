import type { MaintenanceWindow } from '../phases/decide/window.ts'
import type { DaemonSettings, DeskPlan } from '../ports/own-commands.ts'
import type { DaemonWorld } from './daemon-world.ts'
import type { Schedule } from './schedule.ts'
import { openZone } from './zone.ts'

/** What the config says about when to run, ready to reckon with. */
export interface Plan {
  schedule: Schedule
  catchUp: boolean
  afterBootMs: number
  window: MaintenanceWindow
  /** null: nobody can talk to moltd. */
  desk: DeskPlan | null
}

/** Errors: E_SCHEDULE. */
export function makePlan(
  { cron, timeZones }: Pick<DaemonWorld, 'cron' | 'timeZones'>,
  { schedule, desk }: DaemonSettings,
  seed: string,
): Plan {
  return {
    schedule: {
      pattern: cron.read(schedule.cron),
      zone: openZone(timeZones, schedule.timezone ?? timeZones.own()),
      jitterMs: schedule.jitterMinutes * 60_000,
      seed,
    },
    catchUp: schedule.catchUp,
    afterBootMs: schedule.afterBootMinutes * 60_000,
    window: schedule.window,
    desk,
  }
}
