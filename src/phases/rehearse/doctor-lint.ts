import { z } from 'zod'
import type { Finding } from '../../health/check.ts'
import { findJson } from '../../openclaw/find-json.ts'
import { redactText } from '../../ports/redaction.ts'
import { cureByDoctor, isolate, type Limits } from './cure-by-doctor.ts'
import { type Copy, layOutCopy } from './lay-out-copy.ts'
import type { RehearsalRequest, RehearsalWorld } from './rehearsal-request.ts'
import { runInScratch } from './run-in-scratch.ts'

const lintSchema = z.object({
  findings: z.array(z.object({ checkId: z.string(), severity: z.string(), message: z.string() })),
})
type Lint = z.infer<typeof lintSchema>['findings']

/**
 * The candidate's `doctor --lint` on the copy. Warnings are no fault, nor is an error that its own `doctor --fix` cures, nor one that
 * the installed version finds as well.
 */
export async function doctorFindsNothingNew(
  world: RehearsalWorld,
  request: RehearsalRequest,
  scratch: Copy,
  limits: Limits,
): Promise<Finding> {
  await isolate(world, scratch)
  const first = await lint(world, scratch, limits)
  if (first === null)
    return { answer: 'unknown', reason: '`doctor --lint` gave no answer that could be read' }
  if (errorsOf(first).length === 0)
    return { answer: 'pass', reason: `\`doctor --lint\` finds no error${warningsOf(first)}` }
  await cureByDoctor(world, scratch, limits)
  const left = errorsOf((await lint(world, scratch, limits)) ?? first)
  if (left.length === 0)
    return {
      answer: 'pass',
      reason: 'its own `doctor --fix`, which the update runs, cures what `doctor --lint` finds',
    }
  const installed = await layOutCopy(world, request, 'installed')
  await isolate(world, installed)
  const before = errorsOf((await lint(world, installed, limits)) ?? []).map(({ checkId }) => checkId)
  const added = left.filter(({ checkId }) => !before.includes(checkId))
  const [worst] = added
  if (worst === undefined)
    return {
      answer: 'pass',
      reason: `\`doctor --lint\` finds only errors that are there already: ${before.join(', ')}`,
    }
  return {
    answer: 'fail',
    reason: redactText(`its \`doctor --lint\` finds an error: ${worst.checkId}: ${worst.message}`),
    hint: `Put it right, then run \`moltd run --to ${request.to}\`.`,
  }
}

/** null: an older version has no such command, or it did not come to its end. */
async function lint(world: RehearsalWorld, scratch: Copy, limits: Limits): Promise<Lint | null> {
  const run = await runInScratch(world, scratch, ['doctor', '--lint', '--json'], limits)
  if (run.kind !== 'ended') return null
  const parsed = lintSchema.safeParse(findJson(run.stdout))
  return parsed.success ? parsed.data.findings : null
}

function errorsOf(found: Lint): Lint {
  return found.filter(({ severity }) => severity === 'error')
}

function warningsOf(found: Lint): string {
  const count = found.filter(({ severity }) => severity === 'warning').length
  return count === 0 ? '' : `, and ${count} ${count === 1 ? 'warning' : 'warnings'}`
}
