import { z } from 'zod'
import { findWeaknesses } from '../../openclaw/security-posture.ts'
import type { Finding } from '../check.ts'
import type { HealthCheck } from '../health-check.ts'
import { recall } from '../recall.ts'

const name = 'security-kept'
const codesBefore = z.array(z.string())

/** What was weak before is not the update's doing; what has become weak is, and must not stay. */
export const securityKept: HealthCheck = {
  name,
  title: 'the gateway is guarded as well as before',
  weight: 'required',
  absolute: false,
  look: async (world, question): Promise<Finding> => {
    const weaknesses = await findWeaknesses(world, question.gateway)
    const facts = weaknesses.map(({ code }) => code)
    const before = recall(question, name, codesBefore)
    const fresh = before === null ? [] : weaknesses.filter(({ code }) => !before.includes(code))
    const [worst] = fresh.toSorted((one, other) => Number(other.isCritical) - Number(one.isCritical))
    if (worst === undefined) {
      const reason = before === null ? 'kept to compare with' : 'nothing has become weaker'
      return { answer: 'pass', reason, facts }
    }
    return {
      answer: 'fail',
      code: worst.code,
      reason: `weaker than before: ${fresh.map(({ text }) => text).join('; ')}`,
      hint: worst.hint,
      facts,
    }
  },
}
