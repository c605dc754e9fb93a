import type { HealthCheck, HealthQuestion } from '../health-check.ts'
import { agentWay } from './agent-way.ts'
import { agents } from './agents.ts'
import { channels } from './channels.ts'
import { configPaths } from './config-paths.ts'
import { configSections } from './config-sections.ts'
import { cronJobs } from './cron-jobs.ts'
import { devices } from './devices.ts'
import { diskVersion } from './disk-version.ts'
import { eventLoop } from './event-loop.ts'
import { journalGrave, journalMild } from './journal.ts'
import { listenerOwned } from './listener-owned.ts'
import { liveness } from './liveness.ts'
import { messageRoundTrip } from './message-round-trip.ts'
import { modelCall } from './model-call.ts'
import { plugins } from './plugins.ts'
import { processReplaced } from './process-replaced.ts'
import { readiness } from './readiness.ts'
import { resources } from './resources.ts'
import { restartsSteady } from './restarts-steady.ts'
import { securityAudit } from './security-audit.ts'
import { securityKept } from './security-kept.ts'
import { securityPosture } from './security-posture.ts'
import { servedVersion } from './served-version.ts'
import { sessions } from './sessions.ts'
import { unitActive } from './unit-active.ts'

/** Asked of a running gateway at any time; all of them together cost one call of the CLI. */
const quick: readonly HealthCheck[] = [
  unitActive,
  listenerOwned,
  servedVersion,
  liveness,
  readiness,
  agentWay,
  securityPosture,
]

/** What must be as it was: nothing to tell without a before and an after. */
const kept: readonly HealthCheck[] = [
  channels,
  cronJobs,
  agents,
  sessions,
  devices,
  plugins,
  configSections,
  configPaths,
  securityKept,
  journalGrave,
  journalMild,
  eventLoop,
]

/** What takes its time or money, once before and once at the end. */
function slow({ modelCall: mayCallModel, roundTrip = null }: Costs): readonly HealthCheck[] {
  return [
    resources,
    securityAudit,
    ...(mayCallModel === true ? [modelCall] : []),
    ...(roundTrip === null ? [] : [messageRoundTrip]),
  ]
}

type Costs = Pick<HealthQuestion, 'modelCall' | 'roundTrip'>

/** `glance`: how the gateway is; `whole`: also what to compare with afterwards, which takes some seconds. */
export type Depth = 'glance' | 'whole'

/** What is asked before anything is touched. */
export function baselineChecks(depth: Depth, question: Costs = {}): readonly HealthCheck[] {
  return depth === 'glance' ? quick : [...quick, ...kept, ...slow(question)]
}

/** What `updated` (or `rolled-back`) needs. */
export function updatedChecks(question: HealthQuestion): readonly HealthCheck[] {
  const replaced = question.replaced === null ? [] : [processReplaced]
  const last = question.soaked === undefined ? [] : slow(question)
  return [...quick, ...replaced, diskVersion, restartsSteady, ...kept, ...last]
}

export function absoluteNames(checks: readonly HealthCheck[]): ReadonlySet<string> {
  return new Set(checks.filter(check => check.absolute).map(check => check.name))
}
