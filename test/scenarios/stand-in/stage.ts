import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { test, vi } from 'vitest'
import { type RunTeller, tellRun } from '../../../src/cli/deliver-report.ts'
import { wayOf } from '../../../src/cli/way.ts'
import { compose } from '../../../src/compose.ts'
import type { Report } from '../../../src/notify/report.ts'
import { conductRun, recoverRuns, retryStuckRun } from '../../../src/phases/conduct-run.ts'
import type { Way, WaySettings } from '../../../src/phases/way.ts'
import type { Narration } from '../../../src/ports/narrator.ts'
import type { QuarantinedVersion } from '../../../src/ports/quarantine.ts'
import type { World } from '../../../src/ports/world.ts'
import type { StandInPackage } from '../../doubles/openclaw/install-stand-in.ts'
import { makeCheckout } from '../../doubles/openclaw/make-checkout.ts'
import { makePnpm } from '../../doubles/openclaw/make-pnpm.ts'
import type { OrdersByVersion } from '../../doubles/openclaw/orders.ts'
import { isReady, probe, waitForProbe } from '../../doubles/openclaw/run-gateway.ts'
import { makeStandInHome, type StandInHome } from '../../doubles/openclaw/stand-in-home.ts'
import { serveRegistry } from '../../doubles/registry-server.ts'
import { createHostSupervisor, type GatewayHost, moltdEnvironment, unit } from './gateway-host.ts'
import { hurriedClock } from './hurried-clock.ts'
import { shortPatience } from './short-patience.ts'

/** Each waits for real processes, several at the same time, also on a busy machine. */
vi.setConfig({ testTimeout: 120_000 })

export const oldVersion = '2026.9.5'
export const newVersion = '2026.9.6'
/** Rows that must outlive whatever happens. */
export const rows = { before: 'from before', between: 'between live pass and stop' }

const never = new AbortController().signal

export interface StageOptions {
  orders?: OrdersByVersion
  /** What the release that is on offer is like. */
  candidate?: Omit<StandInPackage, 'version'>
  afterStop?: string
  /** OpenClaw is a git checkout, and both versions are tags of it. */
  checkout?: true
  /** pnpm has installed it, globally. */
  pnpm?: true
}

export interface RunOptions {
  /** Of moltd, besides what it always has. */
  environment?: Record<string, string>
  settings?: Partial<WaySettings>
  /** Changes to the world that the run meets. */
  world?: (real: World) => Partial<World>
  onTell?: (event: Narration) => void
  go?: (way: Way, signal: AbortSignal) => Promise<Report>
}

export type Stage = Awaited<ReturnType<typeof openStage>>
export type SetStage = (options?: StageOptions) => Promise<Stage>

/** A test with a stage of its own, which is cleared when it ends; many wait at the same time. */
export const scenario = test.extend<{ setStage: SetStage }>({
  setStage: async ({ task: _ }, use) => {
    const stages: Stage[] = []
    try {
      await use(async options => {
        const stage = await openStage(options)
        stages.push(stage)
        return stage
      })
    } finally {
      for (const stage of stages) await stage.clear()
    }
  },
}).concurrent

/** moltd's config; the vault is filled by units of moltd's own, which a stage does not have. */
export async function writeMoltdConfig(home: string, config: object): Promise<void> {
  const folder = join(home, '.config', 'moltd')
  await mkdir(folder, { recursive: true })
  await writeFile(join(folder, 'config.json5'), JSON.stringify({ vault: { enabled: false }, ...config }))
}

/** A throw-away home with a stand-in that serves, a newer one in a registry on loopback, and moltd with its real adapters. */
async function openStage(options: StageOptions = {}) {
  const installed = await makeStandInHome({
    version: oldVersion,
    orders: { '*': { updaterPatienceMs: 1_500 }, ...options.orders },
  })
  const registryFolder = await publishBoth(installed, options)
  const home = homeFor(options, installed)
  const registry = await serveRegistry(registryFolder)
  await writeFile(join(home.home, '.npmrc'), `registry=${registry.url}\n`)
  await writeMoltdConfig(home.home, {})
  const host: GatewayHost = {
    home: home.home,
    argv: home.argv,
    environment: home.environment,
    afterStop: options.afterStop,
  }
  const supervisor = createHostSupervisor(host)
  const clear = async () => {
    await supervisor.killAll()
    await registry.close()
    await home.remove()
  }
  await supervisor.start(unit)
  await waitForProbe(home.port, 'readyz', isReady, 30_000).catch(async error => {
    await clear()
    throw error
  })
  addCronJob(home, rows.before)

  const quarantined: QuarantinedVersion[] = []
  async function live<T>(given: RunOptions, go: (way: Way, tell: RunTeller) => Promise<T>): Promise<T> {
    const narrator = { tell: (event: Narration) => given.onTell?.(event) }
    const environment = { ...moltdEnvironment(host), ...given.environment }
    const app = await compose({ environment, supervisor, narrator })
    try {
      const tell = await tellRun(app, false)
      const way = wayOf(app, { tellOutcome: tell.outcome })
      const world = { ...way.world, clock: hurriedClock, ...given.world?.(way.world) }
      const settings = { ...way.settings, ...shortPatience, ...given.settings }
      return await go({ ...way, world, settings }, tell)
    } finally {
      quarantined.splice(0, Infinity, ...app.quarantine.list())
      await app.close()
    }
  }

  const run = (given: RunOptions = {}): Promise<Report> =>
    live(given, async (way, tell) => {
      const report = await (given.go
        ? given.go(way, never)
        : conductRun(way, { trigger: 'manual', dryRun: false }, never))
      await tell.end(report)
      return report
    })

  return {
    home,
    host,
    registry,
    supervisor,
    clear,
    /** As the last run left them. */
    quarantined,
    run,
    recover: (given: RunOptions = {}) => live(given, way => recoverRuns(way, never)),
    /** As `moltd recover` does when no run was cut off. */
    retryStuck: (given: RunOptions = {}) => live(given, way => retryStuckRun(way, never)),
    /** A run with a row written when the live pass is over and the gateway serves still. */
    runWithLateRow: (given: RunOptions = {}) =>
      run({
        ...given,
        onTell: event => {
          if (event.kind === 'step-started' && event.step === 'drive-update') addCronJob(home, rows.between)
          given.onTell?.(event)
        },
      }),
  }
}

function homeFor({ checkout, pnpm }: StageOptions, installed: StandInHome): StandInHome {
  if (checkout) return makeCheckout(installed, [oldVersion, newVersion])
  return pnpm ? makePnpm(installed, oldVersion) : installed
}

/** What a client sees of a gateway: the version that serves, or null. */
export async function servedBy({ port }: Pick<StandInHome, 'port'>): Promise<string | null> {
  const answer = await probe(port, 'startupz')
  return answer === null ? null : (JSON.parse(answer.body).version ?? null)
}

/** A row in OpenClaw's own database, as its gateway writes it. */
export function addCronJob(home: Pick<StandInHome, 'stateFolder'>, name: string): void {
  withState(home, database =>
    database.prepare('INSERT INTO cron_jobs VALUES (?, ?)').run(name, JSON.stringify({ id: name, name })),
  )
}

export function cronJobs(home: Pick<StandInHome, 'stateFolder'>): string[] {
  return withState(home, database =>
    database
      .prepare('SELECT id FROM cron_jobs')
      .all()
      .map(row => String(row.id)),
  )
}

export function schemaOf(home: Pick<StandInHome, 'stateFolder'>): number {
  return withState(home, database => Number(database.prepare('PRAGMA user_version').get()?.user_version))
}

export function withState<T>(
  { stateFolder }: Pick<StandInHome, 'stateFolder'>,
  use: (database: DatabaseSync) => T,
): T {
  const database = new DatabaseSync(join(stateFolder, 'state/openclaw.sqlite'), { timeout: 5_000 })
  try {
    return use(database)
  } finally {
    database.close()
  }
}

async function publishBoth(home: StandInHome, { candidate }: StageOptions): Promise<string> {
  await home.publish({ version: oldVersion, tag: null })
  return home.publish({ version: newVersion, ...candidate })
}
