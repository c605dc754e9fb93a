import { offerOf } from '../../phases/check/find-candidate.ts'
import { MoltdError } from '../../ports/errors.ts'
import { type DoctorCheck, fine } from '../facts.ts'

export const registryReachable: DoctorCheck = {
  name: 'registry-reachable',
  title: 'the npm registry answers',
  async look(_world, facts) {
    try {
      const offer = offerOf(facts.settings.channel, await facts.offers())
      return fine(`channel ${facts.settings.channel} offers ${offer ?? 'nothing'}`)
    } catch (error) {
      if (error instanceof MoltdError) return { severity: 'broken', reason: error.message, fix: error.hint }
      throw error
    }
  },
}
