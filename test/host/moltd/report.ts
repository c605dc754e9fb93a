import { z } from 'zod'

/** The part of `moltd run --json` that the scenarios lean on. */
export const reportDocument = z.looseObject({
  schemaVersion: z.literal(1),
  runId: z.string(),
  outcome: z.string(),
  headline: z.string(),
  from: z.string().nullable(),
  to: z.string().nullable(),
  phases: z.array(
    z.looseObject({
      name: z.string(),
      status: z.string(),
      startedAt: z.string(),
      note: z.string(),
      steps: z.array(z.looseObject({ name: z.string(), startedAt: z.string() })),
    }),
  ),
  preflight: z.array(z.looseObject({ name: z.string(), answer: z.string(), reason: z.string() })),
  rehearsal: z
    .looseObject({
      kind: z.string(),
      reason: z.string(),
      durationMs: z.number(),
      bytes: z.number().nullable(),
    })
    .nullable(),
  nextStep: z.string().nullable(),
  verdict: z
    .looseObject({
      kind: z.string(),
      checks: z.array(z.looseObject({ name: z.string(), answer: z.string(), reason: z.string() })),
    })
    .nullable(),
  rollbackVerdict: z.looseObject({ kind: z.string() }).nullable(),
  suggestedRemedy: z.looseObject({ id: z.string(), command: z.string() }).nullish(),
  drivers: z.array(z.object({ name: z.string(), outcome: z.string(), reason: z.string() })),
  recoveryPoint: z.looseObject({ id: z.string(), path: z.string(), state: z.string() }).nullable(),
  setAside: z.string().nullable(),
  evidence: z.string().nullable(),
  downtimeMs: z.number().nullable(),
  error: z.looseObject({ code: z.string(), message: z.string() }).nullable(),
})

export type ReportDocument = z.infer<typeof reportDocument>
