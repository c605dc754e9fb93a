import { type DoctorCheck, fine } from '../facts.ts'

export const reportsDelivered: DoctorCheck = {
  name: 'reports-delivered',
  title: 'no report is left unsaid',
  async look(_world, { undelivered }) {
    const [first] = undelivered
    if (first === undefined) return fine('the outbox is empty')
    return {
      severity: 'warning',
      reason: `${undelivered.length === 1 ? 'one report is' : `${undelivered.length} reports are`} unsaid: ${first}`,
      fix: 'They are sent again by themselves; `moltd history` shows them meanwhile.',
    }
  },
}
