import { z } from 'zod'
import { findJson } from './find-json.ts'

/** What `openclaw update --yes --json` printed when it was done. */
export interface UpdateCommandResult {
  status: 'ok' | 'error' | 'skipped'
  reason: string | null
  after: string | null
  downtimeMs: number | null
  /** The end of what the failed step wrote, for a person. */
  detail: string | null
}

const resultSchema = z.object({
  status: z.enum(['ok', 'error', 'skipped']),
  reason: z.string().nullish(),
  after: z.object({ version: z.string().nullish() }).nullish(),
  downtimeMs: z.number().nullish(),
  run: z.object({ downtimeMs: z.number().nullish() }).nullish(),
  steps: z
    .array(z.object({ name: z.string(), exitCode: z.number().nullish(), stderrTail: z.string().nullish() }))
    .catch([]),
})

/** null when it printed no result: killed, or still at it. */
export function readUpdateCommandResult(stdout: string): UpdateCommandResult | null {
  const parsed = resultSchema.safeParse(findJson(stdout))
  if (!parsed.success) return null
  const { status, reason, after, steps, run } = parsed.data
  const failed = steps.findLast(step => typeof step.exitCode === 'number' && step.exitCode !== 0)
  return {
    status,
    reason: reason ?? null,
    after: after?.version ?? null,
    downtimeMs: parsed.data.downtimeMs ?? run?.downtimeMs ?? null,
    detail: failed ? `${failed.name}: ${(failed.stderrTail ?? '').trim().slice(0, 300)}` : null,
  }
}
