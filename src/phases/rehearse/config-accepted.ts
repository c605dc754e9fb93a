import JSON5 from 'json5'
import { z } from 'zod'
import type { Finding } from '../../health/check.ts'
import { configAfter, remedies } from '../../openclaw/advisories/remedies.ts'
import { findJson } from '../../openclaw/find-json.ts'
import { redactText } from '../../ports/redaction.ts'
import { moveConfig } from '../../recovery/drill/isolate-config.ts'
import { cureByDoctor, type Limits } from './cure-by-doctor.ts'
import { type Copy, scratchConfigPath } from './lay-out-copy.ts'
import type { RehearsalRequest, RehearsalWorld } from './rehearsal-request.ts'
import { runInScratch, type ScratchRun } from './run-in-scratch.ts'

const answerSchema = z.object({
  valid: z.boolean(),
  issues: z.array(z.union([z.string(), z.object({ path: z.string(), message: z.string() })])).catch([]),
  error: z.object({ message: z.string() }).optional().catch(undefined),
})

/** The candidate's `config validate` on the config as it is, with the remedies that the run will apply; a key that its own doctor moves or drops is no fault. */
export async function configAccepted(
  world: RehearsalWorld,
  request: RehearsalRequest,
  scratch: Copy,
  limits: Limits,
): Promise<Finding> {
  const { gateway, to } = request
  const live = withRemedies((await world.files.readTextIfThere(gateway.configPath)) ?? '{}', request)
  const place = { from: scratch.live.stateFolder, to: scratch.stateFolder, port: scratch.port }
  await world.files.writeDurably(scratchConfigPath(scratch), moveConfig(live, place), 0o600)
  const validate = () => runInScratch(world, scratch, ['config', 'validate', '--json'], limits)
  const first = judge(await validate())
  if (first.answer !== 'fail') return first
  await cureByDoctor(world, scratch, limits)
  const second = judge(await validate())
  if (second.answer === 'pass')
    return {
      answer: 'pass',
      reason: `refused at first (${first.reason}); its own \`doctor --fix\`, which the update runs, cures that`,
    }
  return {
    ...first,
    reason: `${to} refuses the config: ${first.reason}`,
    hint: `Correct it with \`openclaw config unset\`, or in ${gateway.configPath} and what that includes; then run \`moltd run --to ${to}\`.`,
  }
}

/** As the config will be when the update begins. */
function withRemedies(text: string, { gateway, remedies: ids = [] }: RehearsalRequest): string {
  const applied = remedies.filter(({ id }) => ids.includes(id))
  if (applied.length === 0) return text
  return JSON.stringify(
    applied.reduce<unknown>((config, remedy) => configAfter(config, remedy, gateway), JSON5.parse(text)),
  )
}

function judge(run: ScratchRun): Finding {
  if (run.kind === 'late') return { answer: 'unknown', reason: '`config validate` did not come to an end' }
  if (run.kind === 'trespassing')
    return { answer: 'fail', reason: `\`config validate\` opened ${run.path} for writing` }
  const parsed = answerSchema.safeParse(findJson(run.stdout))
  if (!parsed.success)
    return run.exitStatus === 0
      ? { answer: 'pass', reason: '`config validate` exits 0' }
      : {
          answer: 'unknown',
          reason: `\`config validate\` exits ${run.exitStatus ?? '?'} without a word of JSON`,
        }
  const { valid, issues, error } = parsed.data
  if (valid) return { answer: 'pass', reason: '`config validate` accepts it' }
  const said = issues.map(issue => (typeof issue === 'string' ? issue : `${issue.path}: ${issue.message}`))
  const reason = said.length > 0 ? said.slice(0, 3).join('; ') : (error?.message ?? 'it does not say why')
  return { answer: 'fail', reason: redactText(reason) }
}
