import { findWeaknesses } from '../../openclaw/security-posture.ts'
import type { Finding } from '../check.ts'
import type { HealthCheck } from '../health-check.ts'

/** How it stands, whoever is to blame. */
export const securityPosture: HealthCheck = {
  name: 'security-posture',
  title: 'the gateway is guarded',
  weight: 'advisory',
  absolute: false,
  look: async (world, { gateway }): Promise<Finding> => {
    const weaknesses = await findWeaknesses(world, gateway)
    const [first] = weaknesses.toSorted((one, other) => Number(other.isCritical) - Number(one.isCritical))
    if (first === undefined)
      return { answer: 'pass', reason: 'it asks for a token, and nobody else may read its secrets' }
    const texts = weaknesses.map(({ text, isCritical }) => (isCritical ? `critical: ${text}` : text))
    return { answer: 'fail', code: first.code, reason: texts.join('; '), hint: first.hint }
  },
}
