import type { App } from '../compose.ts'
import type { DeskView } from '../doctor/facts.ts'
import { advise } from '../openclaw/advisories/advise.ts'
import { type AdvisoryBook, readAdvisories } from '../openclaw/advisory-book.ts'
import { surveyGateways } from '../openclaw/discover.ts'
import type { Gateway } from '../openclaw/gateway.ts'
import { readOpenclawDocument } from '../openclaw/openclaw-config.ts'
import { observeServing } from '../openclaw/serving.ts'
import { readReport } from '../phases/report/index.ts'
import { MoltdError } from '../ports/errors.ts'
import type { ServiceState } from '../ports/supervisor.ts'
import type { World } from '../ports/world.ts'
import { recoveryRoots } from '../recovery/layout.ts'
import { listPoints } from '../recovery/points.ts'
import { readDesk } from './read-desk.ts'
import { type Orders, readOrders } from './read-orders.ts'
import { readSchedule, type ScheduleStatus } from './read-schedule.ts'

export interface Status {
  gateways: {
    unit: string
    active: string
    port: number
    version: string
    served: string | null
    root: string
  }[]
  /** What is known against the installed versions. */
  advisories: { unit: string; id: string; severity: string; version: string; reason: string }[]
  /** Why a gateway could not be read. */
  problems: string[]
  /** What a run waits for a person to decide. */
  questions: { id: string; text: string; deadline: string; otherwise: string }[]
  /** Id of a run that was cut off. */
  openRun: string | null
  schedule: ScheduleStatus
  lastRun: { id: string; startedAt: string; outcome: string; headline: string } | null
  quarantine: { version: string; reason: string }[]
  /** What restrains runs: a hold, a pin, skipped versions, rollbacks in a row. */
  orders: Orders
  recovery: { points: number; bytes: number; newest: string | null }
  /** Whether people can talk to moltd on Discord; null: no bot is configured. */
  desk: DeskView | null
  /** Reports that could not be said. */
  undelivered: string[]
}

/** All of it without OpenClaw's CLI and without the network: a glance must not cost. */
export async function readStatus(app: App): Promise<Status> {
  const { world, settings } = app
  const states = new Map<string, Promise<ServiceState>>()
  // What is on our own disk is read while D-Bus is being asked.
  const [discovery, book, own] = await Promise.all([
    surveyGateways(alsoInspecting(world, states)).catch(error => {
      if (error instanceof MoltdError) return { gateways: [], problems: [{ unit: '', error }] }
      throw error
    }),
    readAdvisories(world, settings.advisories),
    readBooks(app),
  ])
  const roots = new Set(recoveryRoots(world, null, settings.recovery.folder))
  for (const gateway of discovery.gateways) for (const root of recoveryRoots(world, gateway)) roots.add(root)
  const [gateways, { points }, advisories] = await Promise.all([
    Promise.all(
      discovery.gateways.map(async gateway => {
        const [state, serving] = await Promise.all([
          states.get(gateway.unit) ?? world.supervisor.inspect(gateway.unit),
          observeServing(world, gateway),
        ])
        const { unit, port, installation } = gateway
        return {
          unit,
          active: state.active,
          port,
          version: installation.version,
          served: serving.version,
          root: installation.root,
        }
      }),
    ),
    listPoints(world, [...roots]),
    knownAgainst(world, book, discovery.gateways),
  ])
  return {
    gateways,
    advisories,
    problems: discovery.problems.map(({ error }) => `${error.message}. ${error.hint}`),
    ...own,
    recovery: {
      points: points.length,
      bytes: points.reduce((sum, point) => sum + point.packageBytes + point.stateBytes, 0),
      newest: points[0]?.id ?? null,
    },
  }
}

/** What moltd itself has written down. */
function readBooks(app: App): Omit<Status, 'gateways' | 'advisories' | 'problems' | 'recovery'> {
  const { journal, quarantine } = app
  const last = journal.listRuns(50).find(run => run.outcome !== null && run.notes.dryRun !== true)
  const report = last ? readReport(journal, last.id) : null
  return {
    questions: app.questions.listOpen().map(({ id, text, deadlineMs, otherwise }) => ({
      id,
      text,
      deadline: new Date(deadlineMs).toISOString(),
      otherwise,
    })),
    openRun: journal.unfinishedRuns()[0]?.id ?? null,
    schedule: readSchedule(app),
    lastRun: report && {
      id: report.runId,
      startedAt: report.startedAt,
      outcome: report.outcome,
      headline: report.headline,
    },
    quarantine: quarantine.list().map(({ version, reason }) => ({ version, reason })),
    orders: readOrders(app),
    desk: readDesk(app),
    undelivered: app.undelivered(),
  }
}

/** A config that cannot be read is for `moltd doctor` to say. */
async function knownAgainst(
  world: World,
  { advisories }: AdvisoryBook,
  gateways: readonly Gateway[],
): Promise<Status['advisories']> {
  const known = gateways.map(async gateway => {
    const config = await readOpenclawDocument(world, gateway.configPath).catch((error: unknown) => {
      if (error instanceof MoltdError) return {}
      throw error
    })
    return advise(advisories, { gateway, config, candidate: null }).map(
      ({ id, severity, version, reason }) => ({
        unit: gateway.unit,
        id,
        severity,
        version,
        reason,
      }),
    )
  })
  return (await Promise.all(known)).flat()
}

/** The state of a unit is asked for with its definition, which makes one question of the two: half of what a glance waits for is D-Bus. */
function alsoInspecting(world: World, states: Map<string, Promise<ServiceState>>): World {
  const { supervisor } = world
  return {
    ...world,
    supervisor: {
      ...supervisor,
      define: unit => {
        const state = supervisor.inspect(unit)
        state.catch(() => undefined) // whoever awaits it hears of it
        states.set(unit, state)
        return supervisor.define(unit)
      },
    },
  }
}
