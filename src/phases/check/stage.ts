import type { Gateway } from '../../openclaw/gateway.ts'
import { note } from '../notes.ts'
import type { Walk } from '../way.ts'
import { check as observe } from './index.ts'
import type { Observation } from './observation.ts'

/** What is installed, what serves, what the channel offers. */
export async function check(
  { run, world, settings }: Walk,
  onGateway?: (gateway: Gateway) => void,
): Promise<Observation> {
  return run.phase('check', async () => {
    world.narrator.tell({ kind: 'waiting', phase: 'check', text: 'the registry to say what it offers' })
    const observation = await observe(world, settings, onGateway)
    const { gateway, candidate, channel, advice } = observation
    note(run, 'unit', gateway.unit)
    note(run, 'from', gateway.installation.version)
    note(run, 'to', candidate?.version ?? null)
    note(run, 'advisories', advice)
    note(run, 'remedyOffers', observation.remedyOffers)
    const offer =
      candidate === null ? `the ${channel} channel offers nothing` : `${candidate.version} is on offer`
    return { value: observation, note: `${gateway.installation.version} is installed, ${offer}` }
  })
}
