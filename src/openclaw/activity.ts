import { z } from 'zod'
import type { World } from '../ports/world.ts'
import type { Gateway } from './gateway.ts'
import type { GatewayAnswer } from './gateway-answer.ts'
import { callGateway } from './gateway-call.ts'

export type Activity =
  | { kind: 'idle' }
  | { kind: 'busy'; reason: string }
  /** It cannot say: an older version, or a gateway that does not answer. */
  | { kind: 'unknown'; reason: string }

const callTimeoutMs = 20_000

/** OpenClaw's own view of whether a restart would interrupt something; it changes nothing. Runs, replies, tasks, cron jobs at work. */
const preflight = z.object({
  safe: z.boolean(),
  blockers: z.array(z.object({ message: z.string() })).default([]),
})

const cronJobs = z.object({
  jobs: z.array(
    z.object({
      name: z.string().default('a job without a name'),
      enabled: z.boolean().default(true),
      payload: z.object({ kind: z.string() }).optional(),
      state: z.object({ nextRunAtMs: z.number().nullish(), runningAtMs: z.number().nullish() }).default({}),
    }),
  ),
})

/** Whether OpenClaw is at work, or is to begin within `aheadMs`. Costs two calls of more than a second each. */
export async function askActivity(
  world: Pick<World, 'clock' | 'commands' | 'environment'>,
  gateway: Gateway,
  options: { aheadMs: number; signal?: AbortSignal | undefined },
): Promise<Activity> {
  const ask = (method: string) =>
    callGateway(world, gateway, method, { timeoutMs: callTimeoutMs, signal: options.signal })
  const now = readPreflight(await ask('gateway.restart.preflight'))
  if (now.kind === 'busy') return now
  const soon = readCronJobs(await ask('cron.list'), world.clock.nowMs(), options.aheadMs)
  return soon ?? now
}

export function readPreflight(answer: GatewayAnswer): Activity {
  if (answer.kind !== 'ok')
    return { kind: 'unknown', reason: answer.text.split('\n')[0]?.slice(0, 200) ?? '' }
  const parsed = preflight.safeParse(answer.value)
  if (!parsed.success) return { kind: 'unknown', reason: 'it does not say what it is doing' }
  if (parsed.data.safe) return { kind: 'idle' }
  const messages = parsed.data.blockers.map(({ message }) => message).join('; ')
  return { kind: 'busy', reason: messages.slice(0, 300) || 'it does not say with what' }
}

/** A job at work or about to begin; null when there is none, or nobody can say. Heartbeats are no work: they come all the time. */
export function readCronJobs(answer: GatewayAnswer, nowMs: number, aheadMs: number): Activity | null {
  if (answer.kind !== 'ok') return null
  const jobs = cronJobs.safeParse(answer.value).data?.jobs ?? []
  for (const { name, enabled, payload, state } of jobs) {
    if (payload?.kind === 'heartbeat') continue
    if (typeof state.runningAtMs === 'number') return { kind: 'busy', reason: `the job "${name}" is running` }
    const inMs = (state.nextRunAtMs ?? Number.NaN) - nowMs
    if (enabled && inMs >= 0 && inMs < aheadMs)
      return { kind: 'busy', reason: `the job "${name}" begins in ${Math.ceil(inMs / 60_000)} min` }
  }
  return null
}
