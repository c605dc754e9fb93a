import { z } from 'zod'
import type { World } from '../ports/world.ts'
import { runOpenclaw } from './cli-run.ts'
import { findJson } from './find-json.ts'
import type { Gateway } from './gateway.ts'

const audit = z.object({
  findings: z.array(z.object({ checkId: z.string(), severity: z.string(), title: z.string() })),
})

export interface AuditFinding {
  checkId: string
  title: string
}

const auditTimeoutMs = 120_000

/** What OpenClaw's own audit calls critical; null when it does not say. Takes five to seven seconds, a minute on a busy machine. */
export async function auditSecurity(
  world: Pick<World, 'commands' | 'environment'>,
  gateway: Gateway,
  signal: AbortSignal,
): Promise<AuditFinding[] | null> {
  const result = await runOpenclaw(world, gateway, ['security', 'audit', '--json'], {
    timeoutMs: auditTimeoutMs,
    signal,
  })
  const parsed = audit.safeParse(findJson(result.stdout))
  if (!parsed.success) return null
  return parsed.data.findings
    .filter(({ severity }) => severity === 'critical')
    .map(({ checkId, title }) => ({ checkId, title }))
}
