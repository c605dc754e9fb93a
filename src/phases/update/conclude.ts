import { endUpdaters } from './end-updaters.ts'
import { followUpdate, type Pursuit, type PursuitEnd } from './follow.ts'
import { isSameMain } from './sight.ts'
import type { DriverResult, UpdateWorld } from './update-request.ts'

export type Conclusion = Pick<DriverResult, 'outcome' | 'reason'> & { end: PursuitEnd }

/** Follows to the end, ends what hangs, and restarts a gateway that kept its old code in memory under new files. */
export async function followAndConclude(world: UpdateWorld, pursuit: Pursuit): Promise<Conclusion> {
  const end = await followUpdate(world, pursuit)
  switch (end.kind) {
    case 'serves':
      return { outcome: 'done', reason: end.reason, end }
    case 'overlong':
      return { outcome: 'unfinished', reason: end.reason, end }
    case 'hung':
      return concludeHung(world, pursuit, end)
    case 'over':
      return servesOldCode(pursuit, end)
        ? restartIntoNewCode(world, pursuit)
        : { outcome: 'failed', reason: end.reason, end }
  }
}

async function concludeHung(world: UpdateWorld, pursuit: Pursuit, end: PursuitEnd): Promise<Conclusion> {
  const left = await endUpdaters(world, pursuit.request.gateway, pursuit.jobs)
  if (left.length === 0) return { outcome: 'failed', reason: `${end.reason}; ended it`, end }
  const pids = left.map(process => process.pid).join(', ')
  return { outcome: 'unfinished', reason: `${end.reason}, and it cannot be ended (pid ${pids})`, end }
}

/** "ok", new files, and the same process: seen upstream as openclaw/openclaw#79088. */
function servesOldCode({ request, before }: Pursuit, { sight }: PursuitEnd): boolean {
  return sight.program.version === request.to && isSameMain(before.unit, sight.unit)
}

async function restartIntoNewCode(world: UpdateWorld, pursuit: Pursuit): Promise<Conclusion> {
  const { unit, definition } = pursuit.request.gateway
  await world.supervisor.stop(unit, definition.stopTimeoutMs)
  await world.supervisor.start(unit)
  const end = await followUpdate(world, pursuit)
  const how = 'the gateway had kept its old code and was restarted'
  return end.kind === 'serves'
    ? { outcome: 'done', reason: `${end.reason}; ${how}`, end }
    : { outcome: 'failed', reason: `${end.reason}; ${how}`, end }
}
