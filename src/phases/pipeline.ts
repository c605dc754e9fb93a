import type { Gateway } from '../openclaw/gateway.ts'
import { isApproved } from './approval.ts'
import { awaitIdle } from './await-idle.ts'
import { check } from './check/stage.ts'
import { conclude } from './conclude.ts'
import { decide } from './decide/stage.ts'
import { deferForPlugins } from './defer-for-plugins.ts'
import { watchDowntime } from './downtime.ts'
import { type Ending, endDecided, endRefused, endUnapproved } from './endings.ts'
import { endPlanned } from './planned.ts'
import { type Glance, glancingAhead } from './preflight/glance-ahead.ts'
import { preflight } from './preflight/stage.ts'
import { rehearse } from './rehearse/stage.ts'
import { cure } from './remedy/index.ts'
import { snapshot } from './snapshot/index.ts'
import { takeBackUntouched } from './untouched.ts'
import { update } from './update/stage.ts'
import type { Walk } from './way.ts'

/** The way of a run, in order; what a phase does is in its folder. */
export function goTheWay(walk: Walk, dryRun: boolean): Promise<Ending> {
  return dryRun ? glancingAhead(walk, glance => go(walk, glance)) : go(walk, null)
}

/** `glance`: a dry run's; null: a real one. */
async function go(walk: Walk, glance: Glance | null): Promise<Ending> {
  const observation = await check(walk, glance?.begin)
  const decision = await decide(walk, observation)
  if (decision.kind !== 'update') return endDecided(decision)
  const putOff = glance ? null : await putOffWhile(walk, observation.gateway, decision.target)
  if (putOff !== null) return putOff
  const prospect = await preflight(walk, observation, decision, {
    depth: glance ? 'glance' : 'whole',
    glance,
  })
  if (!prospect.cleared) return endRefused(prospect)
  if (glance) return endPlanned(walk, prospect)
  if (!(await isApproved(walk, prospect))) return endUnapproved(prospect)
  const condemned = await rehearse(walk, prospect)
  if (condemned !== null) return condemned
  const undertaking = await snapshot(walk, prospect)
  return watchDowntime(walk, undertaking, async () => {
    const cured = await cure(walk, undertaking)
    if (cured.kind === 'taken-back') return cured.ending
    const result = await update(walk, cured.undertaking)
    if (result.driver === null && result.touched === 'nothing')
      return takeBackUntouched(walk, cured.undertaking, result)
    return conclude(walk, cured.undertaking)
  })
}

/** An automatic run keeps out of the way of OpenClaw's work, and of a release that is not complete. */
async function putOffWhile(walk: Walk, gateway: Gateway, to: string): Promise<Ending | null> {
  return (await deferForPlugins(walk, gateway, to)) ?? awaitIdle(walk, gateway, to)
}
