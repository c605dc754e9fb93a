import { z } from 'zod'
import type { Http, HttpAnswer } from '../ports/http.ts'

/** What one path said: the JSON that OpenClaw documents, some page (2026.2.x answers every path with 200 and HTML), or nothing. */
export type Probe<Fact> =
  | ({ kind: 'answer' } & Fact)
  | { kind: 'page'; status: number }
  | { kind: 'no-answer'; reason: string }

/** How busy the gateway's main thread was in its last second, as it measures itself. */
export interface EventLoop {
  degraded: boolean
  reasons: readonly string[]
  delayP99Ms: number
}

export interface GatewayProbe {
  /** `/healthz` */
  health: Probe<{ live: boolean }>
  /** `/startupz`; `version` is what serves. */
  startup: Probe<{ started: boolean; status: string; version: string | null; uptimeMs: number | null }>
  /** `/readyz`; `failing` names what is not ready, often a single channel. */
  readiness: Probe<{ ready: boolean; failing: readonly string[]; eventLoop: EventLoop | null }>
}

const healthSchema = z
  .object({ ok: z.boolean(), status: z.string() })
  .transform(({ ok, status }) => ({ live: ok && status === 'live' }))

const startupSchema = z
  .object({
    ok: z.boolean(),
    status: z.string(),
    version: z.string().optional(),
    uptimeMs: z.number().optional(),
  })
  .transform(({ ok, status, version, uptimeMs }) => ({
    started: ok && status === 'started',
    status,
    version: version ?? null,
    uptimeMs: uptimeMs ?? null,
  }))

const readinessSchema = z
  .object({
    ready: z.boolean(),
    failing: z.array(z.string()).catch([]),
    eventLoop: z
      .object({ degraded: z.boolean(), reasons: z.array(z.string()), delayP99Ms: z.number() })
      .nullish()
      .catch(null),
  })
  .transform(({ ready, failing, eventLoop }) => ({ ready, failing, eventLoop: eventLoop ?? null }))

/** Asks all three, side by side; `url` is where it answers, without a path. Its certificate is mostly its own. Never rejects. */
export async function probeGateway(http: Http, url: string, timeoutMs = 2_000): Promise<GatewayProbe> {
  const ask = <Fact>(path: string, schema: z.ZodType<Fact>) =>
    http.get(`${url}${path}`, { timeoutMs, anyCertificate: true }).then(answer => read(answer, schema))
  const [health, startup, readiness] = await Promise.all([
    ask('/healthz', healthSchema),
    ask('/startupz', startupSchema),
    ask('/readyz', readinessSchema),
  ])
  return { health, startup, readiness }
}

/** `/startupz` alone: what serves now, for whoever looks several times a second. Never rejects. */
export async function probeStartup(
  http: Http,
  url: string,
  timeoutMs = 2_000,
): Promise<GatewayProbe['startup']> {
  return read(await http.get(`${url}/startupz`, { timeoutMs, anyCertificate: true }), startupSchema)
}

function read<Fact>(answer: HttpAnswer, schema: z.ZodType<Fact>): Probe<Fact> {
  if (answer.kind === 'no-answer') return answer
  const parsed = schema.safeParse(parseJson(answer.body))
  return parsed.success ? { kind: 'answer', ...parsed.data } : { kind: 'page', status: answer.status }
}

/** HTML is the expected other thing here. */
function parseJson(body: string): unknown {
  try {
    return JSON.parse(body)
  } catch {
    return null
  }
}
