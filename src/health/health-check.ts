import type { Gateway } from '../openclaw/gateway.ts'
import type { World } from '../ports/world.ts'
import { answerCheck } from './answer-check.ts'
import type { CheckResult, CheckWeight, Finding } from './check.ts'

export type HealthWorld = Pick<
  World,
  'clock' | 'commands' | 'environment' | 'files' | 'http' | 'processes' | 'supervisor'
>

/** Which process served, so that another one can be told from it. */
export interface ServingProcess {
  pid: number | null
  startedUs: number | null
}

export interface HealthQuestion {
  gateway: Gateway
  /** The version that must be on disk and served. */
  expectedVersion: string
  /** The process that must have made way; null for a baseline. */
  replaced: ServingProcess | null
  /** Automatic restarts counted when the observation began; null: not compared. */
  restartsBefore: number | null
  /** RPCs to make the agent's way, in order. */
  agentCalls: readonly string[]
}

/** One thing that can be said of a gateway's health. */
export interface HealthCheck {
  name: string
  title: string
  weight: CheckWeight
  /** True: `updated` needs it whatever the baseline said; false: judged against the baseline. */
  absolute: boolean
  look(world: HealthWorld, question: HealthQuestion, signal: AbortSignal): Promise<Finding>
}

/** Runs checks side by side. */
export async function runChecks(
  world: HealthWorld,
  question: HealthQuestion,
  checks: readonly HealthCheck[],
  signal: AbortSignal,
): Promise<CheckResult[]> {
  const answers = checks.map(check =>
    answerCheck(world.clock, check, () => check.look(world, question, signal), signal),
  )
  return Promise.all(answers)
}
