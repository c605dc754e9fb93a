import { z } from 'zod'
import type { World } from '../ports/world.ts'
import type { Gateway } from './gateway.ts'
import { callGateway } from './gateway-call.ts'

/** OpenClaw's durable record of one update (`update.runs.get`, 2026.9 and later). It arrives late and is a claim. */
export interface UpdateRunRecord {
  runId: string
  status: 'running' | 'succeeded' | 'failed' | 'rolled-back' | 'skipped'
  /** `requested`, `staging`, `validating`, `activating`, `restarting`, `verifying`, `finished`. */
  phase: string
  reason: string | null
  before: string | null
  after: string | null
  downtimeMs: number | null
  nextAction: string | null
  /** The step that it is at, or that failed. */
  step: string | null
  updatedAtMs: number | null
}

const version = z
  .object({ version: z.string().nullish() })
  .nullish()
  .transform(found => found?.version ?? null)

const recordSchema = z.object({
  runId: z.string(),
  status: z.enum(['running', 'succeeded', 'failed', 'rolled-back', 'skipped']).catch('running'),
  phase: z.string().catch(''),
  reason: z.string().nullish(),
  before: version,
  after: version,
  downtimeMs: z.number().nullish(),
  updatedAtMs: z.number().nullish(),
  origin: z.object({ nextAction: z.string().nullish() }).nullish(),
  steps: z.array(z.object({ step: z.string(), status: z.string() })).catch([]),
})

const answerSchema = z.object({ run: recordSchema })

/** null for what is no run record. A status that we do not know is an update still under way. */
export function readRunRecord(value: unknown): UpdateRunRecord | null {
  const parsed = answerSchema.safeParse(value)
  if (!parsed.success) return null
  const { run } = parsed.data
  const failed = run.steps.filter(step => step.status === 'failed')
  return {
    runId: run.runId,
    status: run.status,
    phase: run.phase,
    reason: run.reason ?? null,
    before: run.before,
    after: run.after,
    downtimeMs: run.downtimeMs ?? null,
    nextAction: run.origin?.nextAction ?? null,
    step: (failed.at(-1) ?? run.steps.at(-1))?.step ?? null,
    updatedAtMs: run.updatedAtMs ?? null,
  }
}

export function isTerminal(record: UpdateRunRecord): boolean {
  return record.status !== 'running'
}

/** Asks the gateway for a run; null when it has none, does not know the method, or does not answer now. */
export async function fetchRunRecord(
  world: Pick<World, 'commands' | 'environment'>,
  gateway: Gateway,
  runId: string,
): Promise<UpdateRunRecord | null> {
  const answer = await callGateway(world, gateway, 'update.runs.get', {
    params: { runId },
    timeoutMs: 10_000,
  })
  return answer.kind === 'ok' ? readRunRecord(answer.value) : null
}
