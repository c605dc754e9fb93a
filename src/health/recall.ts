import type { z } from 'zod'
import type { GatewayAnswer } from '../openclaw/gateway-answer.ts'
import type { Finding } from './check.ts'
import type { AskedQuestion } from './health-check.ts'

/** What this check wrote down in the baseline; null when there is no baseline, or it could not tell then. */
export function recall<Facts>(
  { before }: Pick<AskedQuestion, 'before'>,
  name: string,
  schema: z.ZodType<Facts>,
): Facts | null {
  const parsed = schema.safeParse(before?.[name])
  return parsed.success ? parsed.data : null
}

/** The value that a call brought, in the shape that is known; else why there is none, as a finding. */
export async function askFor<Value>(
  { call }: Pick<AskedQuestion, 'call'>,
  method: string,
  schema: z.ZodType<Value>,
  params?: Readonly<Record<string, unknown>>,
): Promise<{ value: Value } | { finding: Finding }> {
  const answer: GatewayAnswer = await call(method, params)
  if (answer.kind !== 'ok') {
    const evidence = answer.text.split('\n')[0]?.slice(0, 300) ?? null
    return {
      finding: { answer: 'unknown', code: 'not-answered', reason: `${method} is not answered`, evidence },
    }
  }
  const parsed = schema.safeParse(answer.value)
  if (parsed.success) return { value: parsed.data }
  const reason = `${method} answers in a shape that moltd does not know`
  return { finding: { answer: 'unknown', code: 'not-answered', reason } }
}

/** At most so many names, for a sentence. */
export function nameSome(names: readonly string[], most = 5): string {
  const shown = names.slice(0, most).join(', ')
  return names.length > most ? `${shown} and ${names.length - most} more` : shown
}
