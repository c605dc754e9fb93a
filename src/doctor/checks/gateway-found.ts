import { MoltdError } from '../../ports/errors.ts'
import { type DoctorCheck, fine } from '../facts.ts'

export const gatewayFound: DoctorCheck = {
  name: 'gateway-found',
  title: 'there is one OpenClaw gateway to look after',
  async look(_world, facts) {
    try {
      const { unit, port, installation } = await facts.gateway()
      return fine(`${unit}, OpenClaw ${installation.version} in ${installation.root}, port ${port}`)
    } catch (error) {
      if (error instanceof MoltdError && error.code !== 'E_NO_USER_BUS')
        return { severity: 'broken', reason: error.message, fix: error.hint }
      throw error
    }
  },
}
