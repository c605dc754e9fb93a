import type { Gateway } from '../openclaw/gateway.ts'
import type { ResourceSample } from '../ports/processes.ts'
import type { World } from '../ports/world.ts'
import { answerCheck } from './answer-check.ts'
import { type AskGateway, askOnce } from './ask-once.ts'
import type { CheckResult, CheckWeight, Finding } from './check.ts'
import type { RoundTrip } from './round-trip.ts'
import { createTurns, type InTurn } from './turns.ts'

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
  /** What the checks found in the baseline, by name; null while the baseline is taken. */
  before: FactsBefore | null
  /** The model may be called, which may cost; absent: no. */
  modelCall?: boolean
  /** OpenClaw may be written to, which people see and which costs; absent or null: no. */
  roundTrip?: RoundTrip | null
  /** Asks in place of calls of our own, where some were made already; absent or null: there were none. */
  call?: AskGateway | null
  /** What the gateway used while it was watched; absent before that. */
  soaked?: readonly ResourceSample[]
}

export type FactsBefore = Readonly<Record<string, unknown>>

/** A question while it is being asked. */
export interface AskedQuestion extends HealthQuestion {
  /** Asks the gateway the agent's way; checks that ask the same share one call. */
  call: AskGateway
  /** For whatever else costs a Node of its own with 225 MB: two at the same time are enough. */
  inTurn: InTurn
}

/** One thing that can be said of a gateway's health. */
export interface HealthCheck {
  name: string
  title: string
  weight: CheckWeight
  /** True: `updated` needs it whatever the baseline said; false: judged against the baseline. */
  absolute: boolean
  look(world: HealthWorld, question: AskedQuestion, signal: AbortSignal): Promise<Finding>
}

const mostCommands = 2

/** Runs checks side by side. */
export async function runChecks(
  world: HealthWorld,
  question: HealthQuestion,
  checks: readonly HealthCheck[],
  signal: AbortSignal,
): Promise<CheckResult[]> {
  const inTurn = createTurns(mostCommands)
  const call = question.call ?? askOnce(world, question.gateway, inTurn, signal)
  const asked: AskedQuestion = { ...question, call, inTurn }
  const answers = checks.map(check =>
    answerCheck(world.clock, check, () => check.look(world, asked, signal), signal),
  )
  const results = await Promise.all(answers)
  return question.before === null ? results : results.map(withoutFacts)
}

/** Of a baseline: what the checks compare with afterwards. */
export function factsOf(baseline: readonly CheckResult[]): FactsBefore {
  return Object.fromEntries(
    baseline.flatMap(({ name, facts }) => (facts === undefined ? [] : [[name, facts] as const])),
  )
}

export function withoutFacts({ facts: _, ...result }: CheckResult): CheckResult {
  return result
}
