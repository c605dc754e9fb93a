import type { Finding } from '../../health/check.ts'
import { bootScratch } from '../../recovery/drill/boot.ts'
import { cureByDoctor, isolate, type Limits } from './cure-by-doctor.ts'
import type { Copy } from './lay-out-copy.ts'
import type { RehearsalRequest, RehearsalWorld } from './rehearsal-request.ts'
import { releaseHint } from './stage-candidate.ts'

/** What says why a gateway did not start, best first. */
const telling = [
  /ERR_MODULE_NOT_FOUND|Cannot find (module|package)/,
  /Unrecognized key|Config invalid|newer (schema|than)/,
  /requires Node|unsupported/i,
  /refus|failed|error/i,
]

/** As the update goes: its `doctor --fix`, then its gateway, without channels, timers and providers, on a port that nobody knows. */
export async function startsOnCopy(
  world: RehearsalWorld,
  request: RehearsalRequest,
  scratch: Copy,
  limits: Limits,
): Promise<Finding> {
  await isolate(world, scratch)
  await cureByDoctor(world, scratch, limits)
  // Doctor may have written what it thinks is missing.
  await isolate(world, scratch)
  const startBudgetMs = Math.min(limits.budgetMs, request.startBudgetMs)
  const { findings, output } = await bootScratch(world, scratch, { startBudgetMs, signal: limits.signal })
  const failed = findings.filter(({ passed }) => !passed)
  if (failed.length === 0) return { answer: 'pass', reason: findings.map(({ text }) => text).join('; ') }
  const why = telling.map(pattern => output.find(line => pattern.test(line))).find(line => line !== undefined)
  const said = why === undefined ? '' : `: ${why.trim().slice(0, 300)}`
  return {
    answer: startBudgetMs < request.startBudgetMs && isLate(failed) ? 'unknown' : 'fail',
    reason: `${failed.map(({ text }) => text).join('; ')}${said}`,
    evidence: output.join('\n'),
    hint: releaseHint,
  }
}

/** It may only have wanted more time than was left for it. */
function isLate(failed: readonly { text: string }[]): boolean {
  return failed.some(({ text }) => text.includes('not ready after'))
}
