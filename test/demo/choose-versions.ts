import { resolvePlaces } from '../../src/adapters/places.ts'
import { createRegistry } from '../../src/adapters/registry.ts'

export interface DemoVersions {
  oldest: string
  middle: string
  newest: string
}

/** Two releases that install and update well wherever Node 24 runs, and whatever is latest now. */
export async function chooseVersions(): Promise<DemoVersions> {
  const registry = createRegistry({ environment: process.env, home: resolvePlaces(process.env).home })
  const { latest } = await registry.distTags('openclaw')
  if (latest === undefined) throw new Error('the registry has no latest version of openclaw')
  return { oldest: '2026.9.4', middle: '2026.9.5', newest: latest }
}
