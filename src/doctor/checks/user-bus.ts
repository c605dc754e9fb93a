import { MoltdError } from '../../ports/errors.ts'
import { type DoctorCheck, fine } from '../facts.ts'

export const userBus: DoctorCheck = {
  name: 'user-bus',
  title: "this account's service manager answers",
  async look(world) {
    try {
      const units = await world.supervisor.listGateways()
      return fine(`it answers, and knows ${units.length === 1 ? 'one gateway' : `${units.length} gateways`}`)
    } catch (error) {
      if (error instanceof MoltdError) return { severity: 'broken', reason: error.message, fix: error.hint }
      throw error
    }
  },
}
