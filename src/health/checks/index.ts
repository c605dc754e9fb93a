import type { HealthCheck, HealthQuestion } from '../health-check.ts'
import { agentWay } from './agent-way.ts'
import { diskVersion } from './disk-version.ts'
import { listenerOwned } from './listener-owned.ts'
import { processReplaced } from './process-replaced.ts'
import { readiness } from './readiness.ts'
import { restartsSteady } from './restarts-steady.ts'
import { servedVersion } from './served-version.ts'
import { unitActive } from './unit-active.ts'

/** What is asked before anything is touched. */
export const baselineChecks: readonly HealthCheck[] = [
  unitActive,
  listenerOwned,
  servedVersion,
  readiness,
  agentWay,
]

/** What `updated` (or `rolled-back`) needs. */
export function updatedChecks(question: HealthQuestion): readonly HealthCheck[] {
  const replaced = question.replaced === null ? [] : [processReplaced]
  return [
    unitActive,
    ...replaced,
    diskVersion,
    servedVersion,
    listenerOwned,
    readiness,
    restartsSteady,
    agentWay,
  ]
}

export function absoluteNames(checks: readonly HealthCheck[]): ReadonlySet<string> {
  return new Set(checks.filter(check => check.absolute).map(check => check.name))
}
