import { basename } from 'node:path'
import { chooseGateway } from '../../openclaw/choose-gateway.ts'
import { surveyGateways } from '../../openclaw/discover.ts'
import { MoltdError } from '../../ports/errors.ts'
import { recoveryRoots } from '../../recovery/layout.ts'
import { isMendable } from '../../recovery/mend-package.ts'
import { findPoint, listPoints, type PointList } from '../../recovery/points.ts'
import type { RecoveryPoint } from '../../recovery/recovery-point.ts'
import { verifyPoint } from '../../recovery/verify.ts'
import type { Ending } from '../endings.ts'
import { note } from '../notes.ts'
import type { Undertaking, Walk } from '../way.ts'
import { rollBack } from './index.ts'

/** A person wants to be back at a recovery point: the same rollback, with that point. Errors: E_POINT_UNKNOWN, E_POINT_DAMAGED, E_NO_GATEWAY. */
export async function rollBackByHand(walk: Walk, pointId: string | undefined): Promise<Ending> {
  const { world, run, settings } = walk
  const undertaking = await run.phase('check', async () => {
    const gateway = await chooseGateway(world, await surveyGateways(world), { unit: settings.unit })
    const roots = recoveryRoots(world, gateway, settings.recoveryFolder)
    const point =
      pointId === undefined
        ? newestOf(await listPoints(world, roots), gateway.unit)
        : await findPoint(world, roots, pointId)
    await expectWhole(walk, point)
    const state = await world.supervisor.inspect(gateway.unit)
    const value: Undertaking = {
      runId: run.id,
      gateway,
      from: point.version,
      to: gateway.installation.version,
      channelVersion: null,
      point: { id: point.id, path: point.path },
      baseline: [],
      replaced: { pid: state.mainPid, startedUs: state.mainStartedUs },
      restarts: state.restarts,
      startedAtMs: world.clock.nowMs(),
    }
    note(run, 'unit', gateway.unit)
    note(run, 'from', gateway.installation.version)
    note(run, 'to', point.version)
    note(run, 'recoveryPoint', { id: point.id, path: point.path, version: point.version, state: point.state })
    note(run, 'undertaking', value)
    return { value, note: `back to ${point.version}, recovery point ${point.id}` }
  })
  return rollBack(walk, undertaking, 'asked by hand')
}

/** What serves now is not given up for something that is not whole. A file more does no harm. */
async function expectWhole({ world }: Walk, { id, path }: RecoveryPoint): Promise<void> {
  world.narrator.tell({ kind: 'waiting', phase: 'check', text: `recovery point ${id} to be read again` })
  const findings = (await verifyPoint(world, path)).filter(finding => finding.kind !== 'extra')
  const [first, ...others] = findings
  if (first === undefined) return
  const more = others.length === 0 ? '' : ` (and ${others.length} more)`
  throw new MoltdError(
    'E_POINT_DAMAGED',
    `cannot roll back to ${id}, it is damaged: ${first.path}: ${first.text}${more}`,
    isMendable(findings)
      ? `\`moltd recovery mend ${id}\` makes it whole where the vault has its version; or name another one of \`moltd recovery list\`.`
      : `Name another one of \`moltd recovery list\`; \`sh ${path}/rescue.sh\` restores what is left of this one.`,
  )
}

/** The newest of a unit. One whose description cannot be read may be the newest: an older one, with older data, is only taken when it is named. Errors: E_POINT_UNKNOWN, E_POINT_DAMAGED. */
export function newestOf({ points, damaged }: PointList, unit: string): RecoveryPoint {
  const newest = points.find(point => point.unit === unit)
  const newer = damaged.find(({ path }) => newest === undefined || basename(path) > newest.id)
  if (newer !== undefined)
    throw new MoltdError(
      'E_POINT_DAMAGED',
      `cannot roll back ${unit}: ${basename(newer.path)}, the newest recovery point, is damaged: ${newer.reason}`,
      newest === undefined
        ? `\`sh ${newer.path}/rescue.sh\` restores what is left of it.`
        : `The newest that can be read is ${newest.id}, of ${newest.version}: \`moltd rollback ${newest.id}\`.`,
    )
  if (newest) return newest
  throw new MoltdError(
    'E_POINT_UNKNOWN',
    `cannot roll back ${unit}: it has no recovery point`,
    '`moltd run` takes one before each update.',
  )
}
