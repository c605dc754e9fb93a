import { type DoctorCheck, fine } from '../facts.ts'

export const noOpenRun: DoctorCheck = {
  name: 'no-open-run',
  title: 'no run was cut off',
  async look(_world, { unfinishedRuns, isRunning }) {
    const [first] = unfinishedRuns
    if (isRunning)
      return { severity: 'note', reason: first ? `run ${first} is at work now` : 'moltd is at work now' }
    if (first === undefined) return fine('every run has ended')
    return {
      severity: 'broken',
      reason: `run ${first} was cut off and has not been brought to its end`,
      fix: '`moltd recover`',
    }
  },
}
