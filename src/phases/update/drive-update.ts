import { MoltdError } from '../../ports/errors.ts'
import { openclawUpdateDriver } from './drive-openclaw-update.ts'
import { packageManagerDriver } from './drive-package-manager.ts'
import { updateRunDriver } from './drive-update-run.ts'
import { isSameProgram, judgeTouched, mayGoOn, mostTouched } from './ladder.ts'
import { lookAt } from './sight.ts'
import type {
  Driver,
  DriverAttempt,
  DriverName,
  DriverResult,
  UpdateRequest,
  UpdateResult,
  UpdateWorld,
} from './update-request.ts'
import { waitForUpdatersToEnd } from './wait-for-updaters.ts'

const drivers: Record<DriverName, Driver> = {
  'update-run': updateRunDriver,
  'openclaw-update': openclawUpdateDriver,
  'package-manager': packageManagerDriver,
}

type Ladder = Pick<UpdateResult, 'driver' | 'attempts' | 'claims' | 'logPaths'>

/** Tries one driver after the other, never two at once, and says what came of it; whether it is a success is for verify to find. */
export async function driveUpdate(world: UpdateWorld, request: UpdateRequest): Promise<UpdateResult> {
  const ladder = await goDown(world, request)
  const last = await lookAt(world, request.gateway)
  return {
    ...ladder,
    diskVersion: last.program.version,
    servedVersion: last.served.version,
    touched: mostTouched(ladder.attempts.map(attempt => attempt.touched)),
    unfinished: ladder.attempts.some(attempt => attempt.outcome === 'unfinished'),
  }
}

async function goDown(world: UpdateWorld, request: UpdateRequest): Promise<Ladder> {
  const attempts: DriverAttempt[] = []
  const claims: string[] = []
  const logPaths: string[] = []
  let driver: DriverName | null = null
  for (const name of request.drivers) {
    const before = await lookAt(world, request.gateway)
    const result = await tryDriver(world, request, name)
    const after = await lookAt(world, request.gateway)
    const touched = result.keptState && isSameProgram(before, after) ? 'nothing' : judgeTouched(before, after)
    const attempt = { name, outcome: result.outcome, reason: result.reason, touched }
    attempts.push(attempt)
    claims.push(...result.claims)
    logPaths.push(...result.logPaths)
    world.log.info({ ...attempt }, 'update driver ended')
    if (attempt.outcome === 'done') driver = name
    if (!mayGoOn(attempts)) break
  }
  return { driver, attempts, claims, logPaths }
}

type Trial = Omit<DriverResult, 'outcome'> & { outcome: DriverAttempt['outcome'] }

/** Whatever a driver says, the next one starts only when no updater lives. */
async function tryDriver(world: UpdateWorld, request: UpdateRequest, name: DriverName): Promise<Trial> {
  const driver = drivers[name]
  const idle = await waitForUpdatersToEnd(world, request)
  if (idle.kind === 'still-alive') return stillAlive(idle.pids)
  const can = await driver.canDrive(world, request)
  if (!can.can) return { outcome: 'cannot-drive', reason: can.reason, claims: [], logPaths: [] }
  const result = await drive(world, request, driver)
  if (result.outcome !== 'failed') return result
  const end = await waitForUpdatersToEnd(world, request)
  return end.kind === 'still-alive' ? { ...result, ...stillAlive(end.pids) } : result
}

/** What a driver cannot do, the next one may: a job that does not start, a stop that takes too long. */
async function drive(world: UpdateWorld, request: UpdateRequest, driver: Driver): Promise<DriverResult> {
  try {
    return await driver.drive(world, request)
  } catch (thrown) {
    if (!(thrown instanceof MoltdError)) throw thrown
    return { outcome: 'failed', reason: thrown.message, claims: [], logPaths: [] }
  }
}

function stillAlive(pids: readonly number[]): Trial {
  const reason = `an OpenClaw updater lives on (pid ${pids.join(', ')})`
  return { outcome: 'unfinished', reason, claims: [], logPaths: [] }
}
