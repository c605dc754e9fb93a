import { readInstalledVersion } from '../../openclaw/installed-version.ts'
import type { Finding } from '../check.ts'
import type { HealthCheck } from '../health-check.ts'

export const diskVersion: HealthCheck = {
  name: 'disk-version',
  title: 'the expected version is on disk',
  weight: 'required',
  absolute: true,
  look: async (world, { gateway, expectedVersion }): Promise<Finding> => {
    const version = await readInstalledVersion(world, gateway.installation.root)
    if (version === expectedVersion) return { answer: 'pass', reason: `${version} is on disk` }
    return {
      answer: 'fail',
      reason: `${version ?? 'no version'} is on disk, not ${expectedVersion}`,
      evidence: gateway.installation.root,
    }
  },
}
