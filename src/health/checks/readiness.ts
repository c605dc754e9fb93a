import { findGatewayUrl } from '../../openclaw/gateway-address.ts'
import { probeGateway } from '../../openclaw/gateway-http.ts'
import type { Finding } from '../check.ts'
import type { HealthCheck } from '../health-check.ts'
import { probeTimeoutMs } from '../probe-timeout.ts'

export const readiness: HealthCheck = {
  name: 'readiness',
  title: 'the gateway says that it is ready',
  weight: 'required',
  absolute: false,
  look: async (world, { gateway }): Promise<Finding> => {
    const url = await findGatewayUrl(world, gateway)
    const probe = (await probeGateway(world.http, url, probeTimeoutMs)).readiness
    switch (probe.kind) {
      case 'answer': {
        if (probe.ready) return { answer: 'pass', reason: 'the gateway is ready' }
        const failing = probe.failing.join(', ') || 'it does not say what'
        return {
          answer: 'fail',
          reason: `the gateway is not ready: ${failing}`,
          evidence: `failing: ${failing}`,
        }
      }
      case 'page':
        return {
          answer: 'unknown',
          reason: 'this version answers with a page, which proves nothing; the agent’s way counts',
        }
      case 'no-answer':
        return { answer: 'fail', reason: `the gateway does not answer: ${probe.reason}` }
    }
  },
}
