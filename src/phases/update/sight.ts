import { basename, join } from 'node:path'
import type { Gateway } from '../../openclaw/gateway.ts'
import { findGatewayUrl } from '../../openclaw/gateway-address.ts'
import { probeStartup } from '../../openclaw/gateway-http.ts'
import { folderBeside } from '../../openclaw/installation.ts'
import { readInstalledVersion } from '../../openclaw/installed-version.ts'
import { findStrangers } from '../../openclaw/port-strangers.ts'
import { findUpdaters } from '../../openclaw/update-processes.ts'
import type { ProcessInfo } from '../../ports/processes.ts'
import type { ServiceState } from '../../ports/supervisor.ts'
import { insist } from './insist.ts'
import type { UpdateWorld } from './update-request.ts'

export interface ProgramSight {
  version: string | null
  /** Of the package folder, or of the link to it: a swap changes it. */
  rootInode: number | null
  /** `.openclaw-*` beside it: stages and backups of an update under way. */
  siblings: readonly string[]
}

/** `page`: it serves without saying its version, as 2026.2.x does, and later ones on an address other than loopback. */
export interface ServedSight {
  kind: 'none' | 'starting' | 'serving' | 'page'
  version: string | null
}

/** Everything that can be seen of an update without starting the CLI. */
export interface Sight {
  program: ProgramSight
  unit: ServiceState
  served: ServedSight
  updaters: readonly ProcessInfo[]
  /** Addresses of its port that others hold. */
  strangers: readonly string[]
  /** The gateway's own main process, for its CPU time while it starts. */
  mainProcess: ProcessInfo | null
  /** Newest change of config or state database. */
  stateModifiedMs: number
}

/** `jobs`: names of our own transient units whose processes count as updaters. */
export async function lookAt(
  world: UpdateWorld,
  gateway: Gateway,
  jobs: readonly string[] = [],
): Promise<Sight> {
  const unit = await insist(world, () => world.supervisor.inspect(gateway.unit))
  const jobPids = await insist(world, () => pidsOfJobs(world, jobs))
  const [program, served, processes, stateModifiedMs, strangers] = await Promise.all([
    lookAtProgram(world, gateway),
    lookAtServed(world, gateway),
    world.processes.list(),
    newestStateChange(world, gateway),
    insist(world, () => findStrangers(world, gateway, unit.mainPid)),
  ])
  const updaters = await findUpdaters(world, gateway, { processes, mainPid: unit.mainPid, jobPids })
  const mainProcess = processes.find(process => process.pid === unit.mainPid) ?? null
  return { program, unit, served, updaters, strangers, mainProcess, stateModifiedMs }
}

async function pidsOfJobs(
  world: Pick<UpdateWorld, 'supervisor'>,
  jobs: readonly string[],
): Promise<Set<number>> {
  const states = await Promise.all(jobs.map(job => world.supervisor.inspectJob(job)))
  return new Set(states.flatMap(state => (state.kind === 'running' ? state.pids : [])))
}

export async function lookAtProgram(
  world: Pick<UpdateWorld, 'files'>,
  { installation }: Gateway,
): Promise<ProgramSight> {
  const { root, kind } = installation
  const [version, stat, names] = await Promise.all([
    readInstalledVersion(world, root),
    world.files.stat(root),
    // Beside a checkout may lie `.openclaw-…`, the state of a profile; its updater stages nothing there.
    kind === 'git' ? [] : world.files.list(folderBeside(installation)),
  ])
  const prefix = `.${basename(root)}`
  const siblings = names.filter(name => name.startsWith(`${prefix}-`) || name.startsWith(`${prefix}.`))
  return { version, rootInode: stat?.inode ?? null, siblings }
}

export async function lookAtServed(
  world: Pick<UpdateWorld, 'http' | 'processes' | 'supervisor'>,
  gateway: Gateway,
): Promise<ServedSight> {
  const startup = await probeStartup(world.http, await findGatewayUrl(world, gateway), 1_000)
  if (startup.kind === 'no-answer') return { kind: 'none', version: null }
  if (startup.kind === 'page') {
    return startup.status === 200 ? { kind: 'page', version: null } : { kind: 'starting', version: null }
  }
  if (!startup.started) return { kind: 'starting', version: startup.version }
  return { kind: startup.version === null ? 'page' : 'serving', version: startup.version }
}

/** The package is whole and nobody is about to replace it: only then may the CLI be started. */
export function isCalm(before: Sight, now: Sight): boolean {
  return (
    now.program.version !== null &&
    now.program.siblings.length === 0 &&
    now.program.rootInode === before.program.rootInode &&
    now.program.version === before.program.version
  )
}

/** The target is on disk and answers; a version that is not told counts when the main process is a new one. */
export function servesTarget(sight: Sight, target: string, before: Pick<Sight, 'unit'>): boolean {
  if (sight.program.version !== target || sight.unit.active !== 'active') return false
  if (sight.served.kind === 'serving') return sight.served.version === target
  return sight.served.kind === 'page' && !isSameMain(before.unit, sight.unit)
}

export function isSameMain(a: ServiceState, b: ServiceState): boolean {
  return a.mainPid !== null && a.mainPid === b.mainPid && a.mainStartedUs === b.mainStartedUs
}

async function newestStateChange(world: Pick<UpdateWorld, 'files'>, gateway: Gateway): Promise<number> {
  const database = join(gateway.stateFolder, 'state', 'openclaw.sqlite')
  const stats = await Promise.all(
    [database, `${database}-wal`, gateway.configPath].map(path => world.files.stat(path)),
  )
  return Math.max(0, ...stats.map(stat => stat?.modifiedMs ?? 0))
}
