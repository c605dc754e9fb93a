import { randomInt } from 'node:crypto'
import { dirname, join, relative } from 'node:path'
import { saySize } from '../../notify/words.ts'
import { MoltdError, reasonOf } from '../../ports/errors.ts'
import type { World } from '../../ports/world.ts'
import type { RecoveryPoint } from '../recovery-point.ts'
import { laidOutPackage } from '../saved-parts.ts'
import { layOutProgram, layOutState } from '../stage-restore.ts'
import { isolateConfig } from './isolate-config.ts'
import { isolateState } from './isolate-state.ts'

/** Where a drill happens; beside the recovery point, so that links and clones work. */
export interface Scratch {
  folder: string
  /** Transient unit, without suffix. */
  job: string
}

/** A gateway of its own: nothing of it is the live one's. */
export interface ScratchGateway extends Scratch {
  version: string
  node: string
  packageRoot: string
  stateFolder: string
  port: number
  /** What it must not have open. */
  live: { packageRoot: string; stateFolder: string }
  /** It gives way to whoever else works. */
  isMeek?: boolean
  /** Of the live unit; what must not be shared is taken out when it starts. */
  environment: Readonly<Record<string, string>>
}

type ScratchWorld = Pick<World, 'databases' | 'files' | 'processes' | 'supervisor'>

const reserveBytes = 256e6

/**
 * The same at every drill, since OpenClaw leaves small lock files in /tmp that are named by its state folder: so there are never
 * more of them. Only one drill at a time runs: the caller holds the run lock.
 */
export function nameScratch(point: Pick<RecoveryPoint, 'path'>): Scratch {
  return { folder: join(dirname(point.path), '.drill'), job: 'moltd-drill' }
}

/** Errors: E_DRILL. */
export async function layOutScratch(
  world: ScratchWorld,
  point: RecoveryPoint,
  scratch: Scratch,
): Promise<ScratchGateway> {
  const programFolder = join(scratch.folder, 'npm', 'lib', 'node_modules', 'openclaw')
  const stateFolder = join(scratch.folder, 'state')
  try {
    await requireRoom(world, point)
    await world.files.makeFolder(scratch.folder, 0o700)
    await world.files.makeFolder(dirname(programFolder), 0o700)
    await Promise.all([
      layOutProgram(world, point.path, programFolder),
      layOutState(world, point.path, stateFolder),
    ])
    const program = await laidOutPackage(world, programFolder, point)
    await isolateState(world, { from: point.stateFolder, to: stateFolder }, program)
    const port = await findFreePort(world, point.port)
    const config = isolateConfig(await readConfig(world, point, stateFolder), {
      from: point.stateFolder,
      to: stateFolder,
      port,
    })
    await world.files.makeFolder(join(stateFolder, 'workspace'), 0o700)
    await world.files.writeDurably(join(stateFolder, 'openclaw.json'), config, 0o600)
    const definition = await world.supervisor.define(point.unit)
    return {
      ...scratch,
      version: point.version,
      node: point.node.path,
      packageRoot: program.to,
      stateFolder,
      port,
      live: { packageRoot: program.from, stateFolder: point.stateFolder },
      environment: definition?.environment ?? {},
    }
  } catch (cause) {
    throw new MoltdError(
      'E_DRILL',
      `cannot lay out recovery point ${point.id} in ${scratch.folder}: ${reasonOf(cause)}`,
      `See \`moltd recovery verify ${point.id}\`, and whether there is room on that disk.`,
      { cause },
    )
  }
}

/** The live gateway may write on the same disk: a drill must never be what fills it. The program is linked or, at worst, copied. */
async function requireRoom(world: Pick<World, 'files'>, point: RecoveryPoint): Promise<void> {
  const { availableBytes } = await world.files.space(point.path)
  const wantedBytes = point.packageBytes + 2 * point.stateBytes + reserveBytes
  if (availableBytes >= wantedBytes) return
  throw new Error(`it wants ${saySize(wantedBytes)} on that disk, and ${saySize(availableBytes)} are free`)
}

/** The config of the point: within its state, or kept beside it. */
async function readConfig(
  world: Pick<World, 'files'>,
  point: RecoveryPoint,
  stateFolder: string,
): Promise<string> {
  const loose = point.loose.find(file => file.path === point.configPath)
  const path = loose
    ? join(point.path, loose.stored)
    : join(stateFolder, relative(point.stateFolder, point.configPath))
  return (await world.files.readTextIfThere(path)) ?? '{}'
}

/** Far from the live gateway's, whose neighbours it uses for other things. */
export async function findFreePort(world: Pick<World, 'processes'>, livePort: number): Promise<number> {
  for (let attempt = 0; attempt < 50; attempt += 1) {
    const port = randomInt(20_000, 32_000)
    if (Math.abs(port - livePort) > 200 && (await world.processes.listenersOn(port)).length === 0) return port
  }
  throw new Error('no free port was found in 50 attempts')
}
