import type { Finding } from '../../health/check.ts'
import { MoltdError } from '../../ports/errors.ts'
import { lowPriority } from '../../recovery/drill/isolate-process.ts'
import { findInstaller } from '../update/find-installer.ts'
import { checkStage, installBeside, stagedRootOf } from '../update/stage-package.ts'
import { findHoles } from './find-holes.ts'
import type { RehearsalRequest, RehearsalWorld } from './rehearsal-request.ts'

const shownFaults = 3

/** Installs the exact candidate beside the live package, for the unit's own Node. `unknown`: there is no package manager for it. */
export async function stageCandidate(
  world: RehearsalWorld,
  request: RehearsalRequest,
  limits: { budgetMs: number; signal: AbortSignal },
): Promise<Finding> {
  const { gateway, stageFolder, to } = request
  const installer = await findInstaller(world, gateway)
  if ('missing' in installer) return { answer: 'unknown', reason: installer.missing }
  await world.files.makeFolder(request.jobsFolder, 0o700)
  try {
    const order = { ...request, longestMs: limits.budgetMs }
    const setting = { phase: 'rehearse', signal: limits.signal, before: lowPriority } as const
    const complaint = await installBeside(world, order, installer, stageFolder, setting)
    if (complaint === null)
      return { answer: 'pass', reason: `${installer.title} installed ${to} beside the live one` }
    return complaint.endsWith('it takes too long')
      ? { answer: 'unknown', reason: complaint }
      : { answer: 'fail', reason: complaint, hint: fetchHint }
  } catch (error) {
    if (!(error instanceof MoltdError)) throw error
    return { answer: 'unknown', reason: error.message }
  }
}

const fetchHint =
  'Nothing is held against the version: the next run tries again. `moltd run --no-rehearsal` leaves the rehearsal out.'

/** Is the tree what its name says, and can the unit's Node start it? */
export async function checkTree(world: RehearsalWorld, request: RehearsalRequest): Promise<Finding> {
  const root = stagedRootOf(request.stageFolder)
  const complaint = await checkStage(world, request, root)
  if (complaint !== null) return { answer: 'fail', reason: complaint, hint: releaseHint }
  const { faults, files } = await findHoles(world, root)
  if (faults.length === 0)
    return { answer: 'pass', reason: `${files} files, none missing or empty; the gateway's Node starts it` }
  const more = faults.length > shownFaults ? ` and ${faults.length - shownFaults} more` : ''
  const shown = faults.slice(0, shownFaults).join(', ')
  return { answer: 'fail', reason: `the staged package is not whole: ${shown}${more}`, hint: releaseHint }
}

export const releaseHint = 'Wait for the next version: this one is not tried again by itself.'
