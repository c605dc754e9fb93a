import { isSameMain, type Sight } from './sight.ts'
import type { DriverAttempt, Touched } from './update-request.ts'

/** May the next driver be tried after these? Never beside an updater that lives, and never after one that did it. */
export function mayGoOn(attempts: readonly Pick<DriverAttempt, 'outcome'>[]): boolean {
  const last = attempts.at(-1)
  return last === undefined || last.outcome === 'failed' || last.outcome === 'cannot-drive'
}

/**
 * What can be seen to have changed. Behind a stop the state may have been migrated, also when the program on disk is the
 * same again: OpenClaw's updater puts its own package back when it fails.
 */
export function judgeTouched(
  before: Pick<Sight, 'program' | 'unit'>,
  after: Pick<Sight, 'program' | 'unit'>,
): Touched {
  if (!isSameMain(before.unit, after.unit)) return 'program-and-state'
  return isSameProgram(before, after) ? 'nothing' : 'program'
}

export function isSameProgram(before: Pick<Sight, 'program'>, after: Pick<Sight, 'program'>): boolean {
  return (
    before.program.version === after.program.version && before.program.rootInode === after.program.rootInode
  )
}

export function mostTouched(all: readonly Touched[]): Touched {
  if (all.includes('program-and-state')) return 'program-and-state'
  return all.includes('program') ? 'program' : 'nothing'
}
