import type { CheckResult, Finding } from '../../health/check.ts'
import type { RehearsalReport } from '../../notify/report.ts'
import { reasonOf } from '../../ports/errors.ts'
import { clearRehearsal, clearScratch } from './clear-rehearsal.ts'
import { configAccepted } from './config-accepted.ts'
import { doctorFindsNothingNew } from './doctor-lint.ts'
import { layOutCopy } from './lay-out-copy.ts'
import { readWords } from './read-words.ts'
import type { RehearsalRequest, RehearsalWorld } from './rehearsal-request.ts'
import { checkTree, stageCandidate } from './stage-candidate.ts'
import { startsOnCopy } from './starts-on-copy.ts'

export type RehearsalResult = RehearsalReport & {
  /** Whether what failed is the release's fault, so that it is not tried again by itself. */
  condemns: boolean
  /** What the candidate said last, file by file; empty unless it failed. May hold secrets. */
  words: [name: string, text: string][]
}

/**
 * The candidate beside the live gateway, part by part until one fails. Leaves nothing behind but the staged package, and that
 * only when it has passed and somebody may want it. Never rejects but for an abort.
 */
export async function rehearseCandidate(
  world: RehearsalWorld,
  request: RehearsalRequest,
  signal: AbortSignal,
): Promise<RehearsalResult> {
  const startedMs = world.clock.monotonicMs()
  const checks: CheckResult[] = []
  let bytes: number | null = null
  let result: RehearsalResult | null = null
  try {
    await clearRehearsal(world, request)
    await goThrough()
    bytes = await measure()
    result = summarise()
    if (result.kind === 'failed') result.words = await readWords(world, request)
  } catch (error) {
    if (signal.aborted) throw error
    world.log.warn({ run: request.runId, error: reasonOf(error) }, 'the rehearsal could not be held')
    result = skipped(`the rehearsal could not be held: ${reasonOf(error)}`)
  } finally {
    const keeps = result?.kind === 'passed' && request.keepsStage
    await (keeps ? clearScratch(world, request.scratchFolder) : clearRehearsal(world, request))
  }
  return { ...result, durationMs: Math.round(world.clock.monotonicMs() - startedMs) }

  async function goThrough(): Promise<void> {
    const limits = () => ({ budgetMs: leftMs(), signal })
    const isStaged = await passes('candidate-staged', 'the candidate can be fetched and installed', () =>
      stageCandidate(world, request, limits()),
    )
    if (!isStaged) return
    const isWhole = await passes('tree-whole', 'the package is what its name says', () =>
      checkTree(world, request),
    )
    if (!isWhole) return
    const scratch = await layOutCopy(world, request)
    const isAccepted = await passes('config-accepted', 'the candidate accepts the config', () =>
      configAccepted(world, request, scratch, limits()),
    )
    if (!isAccepted) return
    const isClean = await passes('doctor-clean', "the candidate's doctor finds no new error", () =>
      doctorFindsNothingNew(world, request, scratch, limits()),
    )
    if (!isClean || request.startIsLeft !== null) return
    await passes('starts-on-copy', 'the candidate starts on a copy of the data', () =>
      startsOnCopy(world, request, scratch, limits()),
    )
  }

  /** What could not be answered stops nothing, but that there is nothing to go on with. */
  async function passes(name: string, title: string, look: () => Promise<Finding>): Promise<boolean> {
    signal.throwIfAborted()
    world.narrator.tell({ kind: 'waiting', phase: 'rehearse', text: `whether ${title}` })
    const lookedMs = world.clock.monotonicMs()
    const found: Finding = leftMs() > 0 ? await look() : { answer: 'unknown', reason: 'its time was over' }
    const durationMs = Math.round(world.clock.monotonicMs() - lookedMs)
    const { answer, reason, evidence = null, hint = null } = found
    checks.push({ name, title, weight: 'required', answer, reason, evidence, hint, durationMs })
    return answer === 'pass' || (answer === 'unknown' && name !== 'candidate-staged')
  }

  function leftMs(): number {
    return request.budgetMs - (world.clock.monotonicMs() - startedMs)
  }

  async function measure(): Promise<number> {
    const folders = [request.stageFolder, request.scratchFolder]
    const there = await Promise.all(folders.map(folder => world.files.stat(folder)))
    const sizes = await Promise.all(
      folders.map(async (folder, index) => (there[index] ? (await world.files.measure(folder)).bytes : 0)),
    )
    return sizes.reduce((sum, size) => sum + size, 0)
  }

  function summarise(): RehearsalResult {
    const failed = checks.find(({ answer }) => answer === 'fail')
    const condemns = failed !== undefined && failed.name !== 'candidate-staged'
    if (failed)
      return { kind: 'failed', reason: failed.reason, checks, durationMs: 0, bytes, condemns, words: [] }
    const [staged] = checks
    if (staged?.answer !== 'pass')
      return skipped(`nothing could be tried out: ${staged?.reason ?? 'no time'}`)
    const open = checks.filter(({ answer }) => answer === 'unknown').length
    const but = open === 0 ? '' : `; ${open} of ${checks.length} questions could not be answered`
    const left = request.startIsLeft === null ? '' : `; its start is left out: ${request.startIsLeft}`
    return {
      kind: 'passed',
      reason: `${request.to} passed${but}${left}`,
      checks,
      durationMs: 0,
      bytes,
      condemns,
      words: [],
    }
  }

  function skipped(reason: string): RehearsalResult {
    return { kind: 'skipped', reason, checks, durationMs: 0, bytes, condemns: false, words: [] }
  }
}
