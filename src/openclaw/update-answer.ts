import { z } from 'zod'
import type { GatewayAnswer } from './gateway-answer.ts'

/** What `update.run` answered: one RPC, several meanings. Every one is a claim, not a fact. */
export type UpdateAnswer =
  /** 2026.2.x: npm ran inside the gateway. `ok` says that files were replaced, not that they serve. */
  | { kind: 'finished'; status: 'ok' | 'error' | 'skipped'; reason: string; after: string | null }
  /** A helper outside the gateway goes on; newer versions name a run to ask for. */
  | { kind: 'handoff-started'; runId: string | null; handoffId: string | null; pid: number | null }
  | { kind: 'handoff-unavailable'; reason: string; command: string | null }
  /** The gateway heard and will not: rate limit, scope, parameters. */
  | { kind: 'refused'; reason: string }
  | { kind: 'cannot-connect'; reason: string }
  /** Sent, and no answer that says what came of it: it may be under way. */
  | { kind: 'unclear'; reason: string }

const answerSchema = z.object({
  ok: z.boolean(),
  runId: z.string().optional(),
  result: z.object({
    status: z.enum(['ok', 'error', 'skipped']),
    reason: z.string().optional(),
    after: z.object({ version: z.string().nullish() }).nullish(),
  }),
  handoff: z
    .object({
      status: z.string(),
      pid: z.number().optional(),
      command: z.string().optional(),
    })
    .optional(),
  sentinel: z
    .object({ payload: z.object({ stats: z.object({ handoffId: z.string().optional() }).optional() }) })
    .nullish()
    .catch(undefined),
})

const handedOver = new Set(['managed-service-handoff-started', 'managed-service-handoff-already-running'])

/** Reads every shape that a version from 2026.2 to 2026.9 answers. */
export function readUpdateAnswer(answer: GatewayAnswer): UpdateAnswer {
  switch (answer.kind) {
    case 'ok':
      return readValue(answer.value)
    case 'down':
      return isNeverSent(answer.text)
        ? { kind: 'cannot-connect', reason: answer.text }
        : { kind: 'unclear', reason: answer.text }
    case 'timeout':
      return { kind: 'unclear', reason: answer.text }
    case 'blocked':
    case 'protocol':
    case 'config-invalid':
    case 'not-gateway':
      return { kind: 'cannot-connect', reason: answer.text }
    case 'locked-out':
    case 'failed':
      return { kind: 'refused', reason: answer.text }
  }
}

function readValue(value: unknown): UpdateAnswer {
  const parsed = answerSchema.safeParse(value)
  if (!parsed.success) return { kind: 'unclear', reason: `an answer of unknown shape: ${shorten(value)}` }
  const { runId, result, handoff, sentinel } = parsed.data
  const reason = result.reason ?? ''
  if (handedOver.has(reason) || handoff?.status === 'started') {
    return {
      kind: 'handoff-started',
      runId: runId ?? null,
      handoffId: sentinel?.payload.stats?.handoffId ?? null,
      pid: handoff?.pid ?? null,
    }
  }
  if (reason === 'managed-service-handoff-unavailable') {
    return { kind: 'handoff-unavailable', reason, command: handoff?.command ?? null }
  }
  return { kind: 'finished', status: result.status, reason, after: result.after?.version ?? null }
}

function isNeverSent(text: string): boolean {
  return /ECONNREFUSED|not reachable|ENOTFOUND|EHOSTUNREACH/i.test(text)
}

function shorten(value: unknown): string {
  return (JSON.stringify(value) ?? 'nothing').slice(0, 200)
}
