import { journaled, type Step } from '../../engine/step.ts'
import type { RehearsalReport } from '../../notify/report.ts'
import { awaitIdle } from '../await-idle.ts'
import type { Ending } from '../endings.ts'
import { keepRehearsal } from '../evidence/index.ts'
import { note } from '../notes.ts'
import type { Prospect } from '../preflight/prospect.ts'
import { stageFolderOf } from '../update/stage-package.ts'
import { jobsFolder, type Walk } from '../way.ts'
import { clearRehearsal } from './clear-rehearsal.ts'
import { findRoom } from './find-room.ts'
import { type RehearsalResult, rehearseCandidate } from './index.ts'
import { type RehearsalRequest, scratchFolderOf, whyStartIsLeft } from './rehearsal-request.ts'

/** For what ends a part behind its budget: a job that is slow to die, the removal of a tree. */
const graceMs = 5 * 60_000

/** Tries the candidate out before the first touch. null: go on; else the run ends here. */
export async function rehearse(walk: Walk, prospect: Prospect): Promise<Ending | null> {
  const { run, world, settings } = walk
  if (settings.rehearsal === null) {
    note(run, 'rehearsal', skipped('it is switched off'))
    return null
  }
  const result = await run.phase('rehearse', async () => {
    const noRoom = await findRoom(world, prospect)
    const value =
      noRoom === null
        ? await run.step('rehearse', rehearseCandidateStep(walk), prospect)
        : { ...skipped(`there is no room for it: ${noRoom}`), condemns: false, words: [] }
    const said = value.kind === 'skipped' ? `skipped: ${value.reason}` : value.reason
    return { value, note: said, failed: value.kind === 'failed' }
  })
  const { condemns, words, ...report } = result
  note(run, 'rehearsal', report)
  if (result.kind === 'failed') {
    await keepRehearsal(walk, prospect.gateway, tellRehearsal(prospect, result))
    return endCondemned(walk, prospect, result)
  }
  return result.kind === 'passed' ? waitAgain(walk, prospect) : null
}

function skipped(reason: string): RehearsalReport {
  return { kind: 'skipped', reason, checks: [], durationMs: 0, bytes: null }
}

function tellRehearsal(
  { from, to }: Prospect,
  { reason, checks, words }: RehearsalResult,
): [string, string][] {
  const json = (value: unknown) => `${JSON.stringify(value, null, 2)}\n`
  return [
    [
      'README.txt',
      `What ${to} said when moltd tried it out beside the live gateway, which was not touched.\n`,
    ],
    ['summary.json', json({ reason, from, to })],
    ['checks.json', json({ rehearsal: checks })],
    ...words,
  ]
}

/** A release that fails here is kept away like one that failed for real; a registry that was not reached is not its fault. */
function endCondemned(walk: Walk, { to }: Prospect, result: RehearsalResult): Ending {
  const { quarantine, run, world } = walk
  const reason = `it failed its rehearsal: ${result.reason}`
  if (result.condemns) quarantine.add({ version: to, reason, runId: run.id, atMs: world.clock.nowMs() })
  const hint = result.checks.find(({ answer }) => answer === 'fail')?.hint ?? ''
  return {
    outcome: 'blocked',
    headline: `${to} is not taken: ${reason}`,
    nextStep: result.condemns
      ? `${hint} To let every run take it: \`moltd quarantine release ${to}\`.`.trim()
      : hint,
  }
}

/** The minute that it took may have brought OpenClaw work. */
async function waitAgain(walk: Walk, prospect: Prospect): Promise<Ending | null> {
  const putOff = await awaitIdle(walk, prospect.gateway, prospect.to)
  if (putOff !== null) await clearRehearsal(walk.world, requestOf(walk, prospect))
  return putOff
}

export function rehearseCandidateStep(walk: Walk): Step<Prospect, RehearsalRequest, RehearsalResult> {
  const { world, settings } = walk
  return {
    name: 'rehearse-candidate',
    summary: 'try the candidate out beside the live gateway',
    timeoutMs: (settings.rehearsal?.budgetMs ?? 0) + graceMs,
    facts: journaled<RehearsalRequest>(),
    plan: async prospect => requestOf(walk, prospect),
    do: (_, request, signal) => rehearseCandidate(world, request, signal),
    undo: request => clearRehearsal(world, request),
  }
}

function requestOf({ world, settings, run }: Walk, prospect: Prospect): RehearsalRequest {
  const { gateway, from, to, drivers, remedies } = prospect
  return {
    runId: run.id,
    gateway,
    to,
    remedies,
    kept: settings.kept ?? null,
    stageFolder: stageFolderOf(gateway, run.id),
    keepsStage: drivers.includes('package-manager'),
    scratchFolder: scratchFolderOf(world.places),
    jobsFolder: jobsFolder(world, run.id),
    startIsLeft: whyStartIsLeft(from, drivers),
    idleLimitMs: settings.idleLimitMs,
    startBudgetMs: settings.readyBudgetMs,
    budgetMs: settings.rehearsal?.budgetMs ?? 0,
  }
}
