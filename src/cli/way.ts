import type { App } from '../compose.ts'
import type { Settings } from '../config/load.ts'
import { mirrorOfRun } from '../mirror/of-run.ts'
import { vaultOfRun } from '../mirror/vault-of-run.ts'
import type { PolicySettings } from '../phases/decide/decision.ts'
import type { Way, WaySettings } from '../phases/way.ts'
import { ownArgv } from './own-argv.ts'

export interface WayOptions {
  to?: string | undefined
  /** How the integrity of the package must begin. */
  integrity?: string | undefined
  allowDowngrade?: boolean
  /** Ids of advisories to leave out, besides those of the config. */
  ignoreAdvisories?: readonly string[]
  /** Id of a remedy to apply before the update. */
  remedy?: string
  approve?: WaySettings['approve']
  askPerson?: WaySettings['askPerson']
  /** Says how a run ends, as soon as that is known. */
  tellOutcome?: NonNullable<WaySettings['tellOutcome']>
  /** false: a person does not want the candidate tried out this time. */
  rehearsal?: boolean
}

const minuteMs = 60_000
const hourMs = 60 * minuteMs

/** The way of a run, from the config and the command line. */
export function wayOf(app: App, options: WayOptions = {}): Way {
  const { world, settings, journal, quarantine, memory, questions, changelogs } = app
  return {
    world,
    quarantine,
    memory,
    questions,
    changelogs,
    vault: settings.vault.enabled ? vaultOfRun(world, ownArgv(app)) : null,
    mirror: settings.mirror.enabled
      ? mirrorOfRun(world, { moltd: ownArgv(app), git: app.git, onMismatch: settings.mirror.onMismatch })
      : null,
    ownReleases: app.ownReleases,
    engine: { journal, clock: world.clock, narrator: world.narrator, log: world.log },
    settings: {
      unit: settings.gateway.unit,
      channel: settings.channel,
      to: options.to,
      integrity: options.integrity,
      allowDowngrade: options.allowDowngrade === true,
      policy: policyOf(settings),
      approve: options.approve ?? null,
      drivers: settings.update.drivers,
      idleLimitMs: settings.update.idleLimitSeconds * 1000,
      deadlineMs: settings.update.deadlineMinutes * 60_000,
      settleMs: settings.verify.settleSeconds * 1000,
      rehearsal:
        settings.rehearsal.enabled && options.rehearsal !== false
          ? { budgetMs: settings.rehearsal.budgetMinutes * minuteMs }
          : null,
      soakMs: settings.verify.soakSeconds * 1000,
      readyBudgetMs: settings.verify.readyBudgetSeconds * 1000,
      condemn: settings.verify.condemn,
      inconclusive: {
        waitMs: settings.verify.inconclusive.waitMinutes * minuteMs,
        otherwise: settings.verify.inconclusive.otherwise,
      },
      askPerson: options.askPerson ?? null,
      announce: async report => (await import('./deliver-report.ts')).deliverReport(app, report),
      ...(options.tellOutcome === undefined ? {} : { tellOutcome: options.tellOutcome }),
      keep: settings.recovery.keep,
      recoveryFolder: settings.recovery.folder,
      quiet: {
        waitMs: settings.quiet.waitMinutes * 60_000,
        aheadMs: settings.quiet.aheadMinutes * 60_000,
        otherwise: settings.quiet.otherwise,
      },
      advisories: {
        file: settings.advisories.file,
        ignore: [...settings.advisories.ignore, ...(options.ignoreAdvisories ?? [])],
      },
      remedies: settings.policy.remedies,
      remedy: options.remedy ?? null,
      checksFolder: settings.checks.folder,
      checkTimeoutMs: settings.checks.timeoutSeconds * 1000,
      modelCall: settings.checks.modelCall,
      roundTrip: app.roundTrip(),
    },
  }
}

function policyOf({ policy, schedule }: Settings): PolicySettings {
  return {
    mode: policy.mode,
    minimumAgeMs: policy.minimumAgeHours * hourMs,
    pauseAfterRollbackMs: policy.pauseAfterRollbackHours * hourMs,
    breakerAfterRollbacks: policy.breakerAfterRollbacks,
    securityDeadlineMs: policy.securityDeadlineDays * 24 * hourMs,
    afterBootMs: schedule.afterBootMinutes * minuteMs,
    window: schedule.window,
    timezone: schedule.timezone,
  }
}
