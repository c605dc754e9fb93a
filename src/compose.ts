import { existsSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { systemClock } from './adapters/clock.ts'
import { systemCommands } from './adapters/commands.ts'
import { sqliteDatabases } from './adapters/databases.ts'
import { createFiles } from './adapters/files.ts'
import { type GitOnFirstUse, gitOnFirstUse } from './adapters/git-on-first-use.ts'
import { directHttp } from './adapters/http.ts'
import { createIds } from './adapters/ids.ts'
import { createLog, type LogLevel } from './adapters/log.ts'
import { createNpmSurvey } from './adapters/npm-survey.ts'
import { type OpenOutbox, openSqliteOutbox } from './adapters/outbox.ts'
import { version } from './adapters/own-version.ts'
import { createPackageSource } from './adapters/package-source.ts'
import { resolvePlaces } from './adapters/places.ts'
import { plainCommands } from './adapters/plain-commands.ts'
import { linuxProcesses } from './adapters/processes.ts'
import { createRegistry } from './adapters/registry.ts'
import { createRunLock } from './adapters/run-lock.ts'
import { watchRuns } from './adapters/run-watch.ts'
import { watchSchedule } from './adapters/schedule-watch.ts'
import { openSqliteAuditTrail } from './adapters/sqlite-audit-trail.ts'
import { openSqliteJournal } from './adapters/sqlite-journal.ts'
import { openSqlitePolicyMemory } from './adapters/sqlite-policy-memory.ts'
import { openSqliteQuarantine } from './adapters/sqlite-quarantine.ts'
import { openSqliteQuestions } from './adapters/sqlite-questions.ts'
import { createSystemdSupervisor } from './adapters/systemd-supervisor.ts'
import { createTimeZones } from './adapters/time-zones.ts'
import { type DiscordOfApp, discordOf } from './compose-discord.ts'
import { defaultSettings, loadSettings, type Settings } from './config/load.ts'
import { ownReleasesOf } from './mirror/own-releases.ts'
import { changelogsOfPackages } from './mirror/read-changes.ts'
import { type DiscordWords, wordsOf } from './notify/discord-words.ts'
import type { AuditTrail } from './ports/audit-trail.ts'
import type { Changelogs } from './ports/change-digest.ts'
import type { Journal } from './ports/journal.ts'
import type { RunLock } from './ports/lock.ts'
import type { Narrator } from './ports/narrator.ts'
import type { NpmSurvey } from './ports/npm-survey.ts'
import type { Outbox } from './ports/outbox.ts'
import type { OwnReleases } from './ports/own-releases.ts'
import type { PackageSource } from './ports/package-source.ts'
import type { PolicyMemory } from './ports/policy-memory.ts'
import type { Quarantine } from './ports/quarantine.ts'
import type { Questions } from './ports/questions.ts'
import type { Schedule } from './ports/schedule.ts'
import type { ScheduleWatch } from './ports/schedule-watch.ts'
import type { Supervisor } from './ports/supervisor.ts'
import type { World } from './ports/world.ts'

export { systemClock }

/** Everything wired: what a command works with. */
export interface App extends DiscordOfApp {
  /** The config file that the command line named. */
  configPath: string | undefined
  world: World
  settings: Settings
  journal: Journal
  quarantine: Quarantine
  memory: PolicyMemory
  questions: Questions
  changelogs: Changelogs
  /** The user's git, or one that knows none of their credentials; loaded on first use. */
  git: GitOnFirstUse
  /** null: the config does not say where moltd came from. */
  ownReleases: OwnReleases | null
  packages: PackageSource
  /** One sync of the mirror at a time. */
  mirrorLock: RunLock
  vaultLock: RunLock
  lock: RunLock
  /** When runs are due, without jitter. Errors: E_SCHEDULE. */
  schedule(): Promise<Schedule>
  /** The daemon and its book, from outside. */
  daemon: ScheduleWatch
  /** Opened on first use. */
  outbox(): Outbox
  /** Who ordered what; opened on first use. Errors: E_AUDIT. */
  audit(): AuditTrail
  /** Reports that wait or were given up, with the reason. */
  undelivered(): string[]
  /** Everything that is said on Discord, in the language of the config. */
  words: DiscordWords
  /** Lets somebody else hear how runs go, too. */
  alsoTell(narrator: Narrator): void
  npm: NpmSurvey
  /** Whether some moltd is at work now. */
  isRunning(): boolean
  close(): Promise<void>
}

export interface ComposeOptions {
  configPath?: string | undefined
  /** Hears how runs go; absent: nobody does. */
  narrator?: Narrator
  environment?: Readonly<Record<string, string | undefined>>
  /** Absent: the systemd user manager. */
  supervisor?: Supervisor
  /** Every key has its default, whatever the config file says: for making a new one. */
  withoutConfig?: true
}

/** The only place that knows all the adapters. */
export async function compose(options: ComposeOptions): Promise<App> {
  const environment = options.environment ?? process.env
  const places = resolvePlaces(environment)
  const files = createFiles()
  const surroundings = { files, places, environment, timeZones: createTimeZones(environment) }
  const settings = options.withoutConfig
    ? defaultSettings(surroundings)
    : await loadSettings(surroundings, { path: options.configPath })
  const log = createLog({ level: logLevel(environment) })
  const narrators: Narrator[] = options.narrator ? [options.narrator] : []
  const words = wordsOf(settings.notify.locale)
  const packages = createPackageSource({ environment, home: places.home })
  const world: World = {
    clock: systemClock,
    commands: systemCommands,
    databases: sqliteDatabases,
    files,
    http: directHttp,
    ids: createIds(systemClock),
    log,
    narrator: {
      tell: event => {
        for (const narrator of narrators) narrator.tell(event)
      },
    },
    places,
    processes: linuxProcesses,
    registry: createRegistry({ environment, home: places.home }),
    supervisor:
      options.supervisor ??
      createSystemdSupervisor({ environment, tools: plainCommands, commands: systemCommands }),
    environment,
  }
  mkdirSync(places.dataFolder, { recursive: true, mode: 0o700 })
  const journalPath = join(places.dataFolder, 'journal.sqlite')
  const journal = openSqliteJournal(journalPath)
  const quarantine = openSqliteQuarantine(journalPath)
  const memory = openSqlitePolicyMemory(journalPath)
  const questions = openSqliteQuestions(journalPath)
  let outbox: OpenOutbox | null = null
  let audit: ReturnType<typeof openSqliteAuditTrail> | null = null
  const outboxPath = join(places.dataFolder, 'outbox.sqlite')
  const openOutbox = () => {
    outbox ??= openSqliteOutbox(outboxPath)
    return outbox
  }
  const git = gitOnFirstUse(environment)
  return {
    world,
    settings,
    journal,
    quarantine,
    memory,
    questions,
    configPath: options.configPath,
    git,
    ownReleases: ownReleasesOf(git, settings.selfUpdate.repository, version),
    mirrorLock: createRunLock(join(places.dataFolder, 'mirror', 'lock'), systemClock),
    vaultLock: createRunLock(join(places.dataFolder, 'vault', 'lock'), systemClock),
    packages,
    changelogs: changelogsOfPackages(packages),
    lock: createRunLock(join(places.dataFolder, 'run.lock'), systemClock),
    schedule: async () => {
      const [{ nodeCron }, { nextTimesOf }] = await Promise.all([
        import('./adapters/node-cron.ts'),
        import('./daemon/next-times.ts'),
      ])
      return nextTimesOf(nodeCron.read(settings.schedule.cron), settings.schedule.timezone)
    },
    daemon: watchSchedule(places.dataFolder),
    outbox: openOutbox,
    audit: () => {
      audit ??= openSqliteAuditTrail(join(places.dataFolder, 'audit.sqlite'))
      return audit
    },
    undelivered: () =>
      existsSync(outboxPath)
        ? openOutbox()
            .list(['pending', 'sending', 'undeliverable'])
            .map(
              ({ runId, state, lastError }) =>
                `the report of ${runId} is ${state}: ${lastError ?? 'not tried yet'}`,
            )
        : [],
    words,
    ...discordOf(world, settings, words),
    alsoTell: narrator => {
      narrators.push(narrator)
    },
    npm: createNpmSurvey({ environment, home: places.home }),
    isRunning: () => watchRuns(places.dataFolder).isLockHeld(),
    close: async () => {
      outbox?.close()
      audit?.close()
      journal.close()
      quarantine.close()
      memory.close()
      questions.close()
    },
  }
}

function logLevel({ MOLTD_LOG: level }: Readonly<Record<string, string | undefined>>): LogLevel {
  return level === 'debug' || level === 'info' || level === 'error' || level === 'silent' ? level : 'warn'
}
