import { z } from 'zod'
import type { Finding } from '../check.ts'
import type { HealthCheck } from '../health-check.ts'
import { judgeKept } from '../judge-kept.ts'
import { askFor } from '../recall.ts'

const pairing = z.object({
  paired: z.array(z.object({ deviceId: z.string(), displayName: z.string().optional() })),
})

/** A phone or browser that was paired and is not any more cannot say so. */
export const devices: HealthCheck = {
  name: 'devices',
  title: 'no paired device is missing',
  weight: 'required',
  absolute: false,
  look: async (_world, question): Promise<Finding> => {
    const asked = await askFor(question, 'device.pair.list', pairing)
    if ('finding' in asked) return asked.finding
    const paired = asked.value.paired.map(({ deviceId: id, displayName }) => ({
      id,
      label: displayName === undefined ? id.slice(0, 12) : `${displayName} (${id.slice(0, 12)})`,
    }))
    return judgeKept(question, { name: 'devices', noun: 'device', hint: 'openclaw devices list' }, paired)
  },
}
