import { gatewayHealth } from '../../openclaw/gateway-health.ts'
import type { Finding } from '../check.ts'
import type { HealthCheck } from '../health-check.ts'
import { judgeKept } from '../judge-kept.ts'
import { askFor } from '../recall.ts'

export const agents: HealthCheck = {
  name: 'agents',
  title: 'no agent is missing',
  weight: 'required',
  absolute: false,
  look: async (_world, question): Promise<Finding> => {
    const asked = await askFor(question, 'health', gatewayHealth)
    if ('finding' in asked) return asked.finding
    const known = asked.value.agents.map(({ agentId, name }) => ({ id: agentId, label: name ?? agentId }))
    return judgeKept(question, { name: 'agents', noun: 'agent', hint: 'openclaw agents list' }, known)
  },
}
