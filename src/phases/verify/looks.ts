import type { CheckResult } from '../../health/check.ts'
import { absoluteNames, updatedChecks } from '../../health/checks/index.ts'
import { type HealthCheck, runChecks } from '../../health/health-check.ts'
import { judge } from '../../health/judge.ts'
import { needsAnotherLook } from '../../health/see-looks.ts'
import { findUserChecks } from '../../health/user-checks.ts'
import type { Verdict } from '../../health/verdict.ts'
import type { Walk } from '../way.ts'
import type { VerifyRequest } from './index.ts'
import { keepLook } from './keep-look.ts'

/** Looks at one gateway, one after the other: the verdict is over the last of them. */
export interface Looks {
  /** Asks all checks once more. */
  again(): Promise<Verdict>
  /** Whether a check fails that has not failed often enough to say so. */
  needsAnother(): boolean
}

export function openLooks(walk: Walk, request: VerifyRequest): Looks {
  const { world, run, settings } = walk
  const looks: CheckResult[][] = []
  return {
    again: async () => {
      const { checksFolder, checkTimeoutMs } = settings
      const userChecks = await findUserChecks(world, checksFolder, checkTimeoutMs, request.userFacts)
      const checks: HealthCheck[] = [...updatedChecks(request.question), ...userChecks]
      const after = await runChecks(world, request.question, checks, run.signal)
      looks.push(after)
      if (looks.length > settings.condemn.of) looks.shift()
      keepLook(walk, after)
      const absolute = absoluteNames(checks)
      const observing = findNew(walk, request, after, absolute)
      return judge({ baseline: request.baseline, looks, absolute, observing, condemnation: settings.condemn })
    },
    needsAnother: () => needsAnotherLook(looks, settings.condemn),
  }
}

/**
 * Checks on their first outing: they have no baseline, and before this run nobody on this machine ever asked them. What began in this run
 * is new until it ends, also for a recovery.
 */
function findNew(
  { memory, world }: Walk,
  { baseline, sinceMs }: VerifyRequest,
  after: readonly CheckResult[],
  absolute: ReadonlySet<string>,
): ReadonlySet<string> {
  const names = new Set<string>()
  for (const { name } of [...baseline, ...after]) {
    const subject = `check ${name}`
    const firstSeenMs = memory.firstSeenMs(subject)
    if (firstSeenMs === null) memory.rememberFirstSeen(subject, world.clock.nowMs())
    const hasBaseline = absolute.has(name) || baseline.some(result => result.name === name)
    if (!hasBaseline && (firstSeenMs === null || firstSeenMs >= sinceMs)) names.add(name)
  }
  return names
}
