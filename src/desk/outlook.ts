import { z } from 'zod'
import type { Report } from '../notify/report.ts'
import type { DeskWorld } from './desk-world.ts'
import { quote, type Reply, say } from './reply.ts'

/** A document of moltd's own, of the major version that this one reads. */
export const report = z.custom<Report>(
  value => z.object({ schemaVersion: z.literal(1), runId: z.string() }).safeParse(value).success,
)

/** As `moltd about` prints it. */
const outlook = z.object({
  report,
  later: report.nullable(),
  atWork: z.boolean(),
  nextRunAt: z.string().nullable(),
  approval: z
    .object({
      version: z.string(),
      integrity: z.string(),
      by: z.string(),
      deadlineMs: z.number(),
      isOver: z.boolean(),
    })
    .nullable(),
  isSkipped: z.boolean(),
  isQuarantined: z.boolean(),
  questionEnd: z
    .object({
      kind: z.enum(['answered', 'overdue', 'withdrawn']),
      by: z.string().nullable(),
      choice: z.enum(['keep', 'rollback']).nullable(),
    })
    .nullable(),
  point: z
    .object({
      id: z.string(),
      version: z.string(),
      createdAt: z.string(),
      bytes: z.number(),
      state: z.enum(['live', 'sealed']),
    })
    .nullable(),
})

/** A run, and all that has a say in what can still be ordered about it. */
export type Outlook = z.infer<typeof outlook>

/** Of a run, or (null) of the newest that touched the gateway; a reply when that cannot be told. */
export async function lookAt(
  { own, words }: Pick<DeskWorld, 'own' | 'words'>,
  runId: string | null,
): Promise<{ seen: Outlook } | { reply: Reply }> {
  const { document, error } = await own.ask(['about', ...(runId === null ? [] : [runId]), '--json'])
  if (error?.code === 'E_RUN_UNKNOWN')
    return runId === null
      ? { reply: { message: say(words.desk.nothingToRollBack), result: 'nothing done: no run yet' } }
      : {
          reply: {
            message: say(words.desk.unknownRun(quote(runId))),
            result: 'nothing done: unknown run',
            rewrite: { message: { components: [] } },
          },
        }
  if (error !== null) return { reply: failure(words, error.message) }
  return { seen: outlook.parse(document) }
}

export function failure({ desk }: DeskWorld['words'], reason: string): Reply {
  return { message: say(desk.failed(quote(reason))), result: `failed: ${reason}` }
}
