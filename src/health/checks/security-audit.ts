import { z } from 'zod'
import { auditSecurity } from '../../openclaw/security-audit.ts'
import type { Finding } from '../check.ts'
import type { HealthCheck } from '../health-check.ts'
import { nameSome, recall } from '../recall.ts'

const name = 'security-audit'
const idsBefore = z.array(z.string())

/** Advice only: a newer version also audits what the older one let pass. */
export const securityAudit: HealthCheck = {
  name,
  title: "OpenClaw's own security audit finds nothing new that is critical",
  weight: 'advisory',
  absolute: false,
  look: async (world, question, signal): Promise<Finding> => {
    const critical = await question.inTurn(() => auditSecurity(world, question.gateway, signal))
    if (critical === null)
      return { answer: 'unknown', reason: '`openclaw security audit --json` does not say, or not in time' }
    const facts = critical.map(({ checkId }) => checkId)
    const before = recall(question, name, idsBefore)
    if (before === null)
      return { answer: 'pass', reason: `${critical.length} critical findings, kept to compare with`, facts }
    const fresh = critical.filter(({ checkId }) => !before.includes(checkId))
    if (fresh.length === 0) return { answer: 'pass', reason: 'no new critical finding', facts }
    return {
      answer: 'fail',
      code: 'audit-critical',
      reason: `new critical findings: ${nameSome(fresh.map(({ title, checkId }) => `${title} (${checkId})`))}`,
      hint: 'openclaw security audit',
      facts,
    }
  },
}
