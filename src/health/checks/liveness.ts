import { findGatewayUrl } from '../../openclaw/gateway-address.ts'
import { probeGateway } from '../../openclaw/gateway-http.ts'
import type { Finding } from '../check.ts'
import type { HealthCheck } from '../health-check.ts'
import { probeTimeoutMs } from '../probe-timeout.ts'

export const liveness: HealthCheck = {
  name: 'liveness',
  title: 'the gateway says that it lives',
  weight: 'required',
  absolute: false,
  look: async (world, { gateway }): Promise<Finding> => {
    const { health } = await probeGateway(world.http, await findGatewayUrl(world, gateway), probeTimeoutMs)
    switch (health.kind) {
      case 'answer':
        return health.live
          ? { answer: 'pass', reason: 'the gateway lives' }
          : { answer: 'fail', reason: 'the gateway answers that it does not live' }
      case 'page':
        return { answer: 'unknown', reason: 'this version answers with a page, which proves nothing' }
      case 'no-answer':
        return { answer: 'fail', reason: `the gateway does not answer: ${health.reason}` }
    }
  },
}
