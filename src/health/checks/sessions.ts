import { z } from 'zod'
import { gatewayHealth } from '../../openclaw/gateway-health.ts'
import type { Finding } from '../check.ts'
import type { HealthCheck } from '../health-check.ts'
import { askFor, recall } from '../recall.ts'

const name = 'sessions'
const counts = z.record(z.string(), z.number())

/** OpenClaw prunes old sessions by itself, a few at a time: that an agent has lost all of several is another thing. */
const fewSessions = 3

export const sessions: HealthCheck = {
  name,
  title: 'no agent has lost its sessions',
  weight: 'required',
  absolute: false,
  look: async (_world, question): Promise<Finding> => {
    const asked = await askFor(question, 'health', gatewayHealth)
    if ('finding' in asked) return asked.finding
    const now = Object.fromEntries(
      asked.value.agents.flatMap(({ agentId, sessions: had }) =>
        had ? [[agentId, had.count] as const] : [],
      ),
    )
    const total = sum(now)
    const before = recall(question, name, counts)
    if (before === null) return { answer: 'pass', reason: `${total} sessions`, facts: now }
    const evidence = `${sum(before)} before, ${total} now`
    const emptied = Object.entries(before).flatMap(([agent, had]) =>
      had >= fewSessions && now[agent] === 0 ? [`${agent} had ${had} sessions and has none`] : [],
    )
    if (emptied.length === 0)
      return { answer: 'pass', reason: `${total} sessions, ${sum(before)} before`, evidence, facts: now }
    return {
      answer: 'fail',
      code: 'sessions-missing',
      reason: emptied.join('; '),
      evidence,
      hint: 'openclaw sessions list',
      facts: now,
    }
  },
}

function sum(numbers: Readonly<Record<string, number>>): number {
  return Object.values(numbers).reduce((total, number) => total + number, 0)
}
