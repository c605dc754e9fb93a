import { absoluteNames, baselineChecks, type Depth } from '../../health/checks/index.ts'
import { withoutFacts } from '../../health/health-check.ts'
import { chooseRecoveryRoot } from '../../recovery/layout.ts'
import type { Observation } from '../check/observation.ts'
import type { Decision } from '../decide/decision.ts'
import { note } from '../notes.ts'
import { chooseRemedies } from '../remedy/choose-remedies.ts'
import type { Walk } from '../way.ts'
import { driversFor } from './advisory-checks.ts'
import type { Glance } from './glance-ahead.ts'
import { preflight as clear } from './index.ts'
import { lookUpChanges } from './look-up-changes.ts'
import type { Prospect } from './prospect.ts'
import { takeBaseline } from './take-baseline.ts'

/** May we? Preflight's checks and the baseline, side by side; a glance is enough where nothing will be touched. */
export async function preflight(
  walk: Walk,
  observation: Observation,
  decision: Extract<Decision, { kind: 'update' }>,
  { depth, glance = null }: { depth: Depth; glance?: Glance | null },
): Promise<Prospect> {
  const { run, world, settings } = walk
  const { gateway, candidate } = observation
  const from = gateway.installation.version
  const to = decision.target
  return run.phase('preflight', async () => {
    world.narrator.tell({
      kind: 'waiting',
      phase: 'preflight',
      text: 'the checks, and how well the gateway is now',
    })
    const remedies = chooseRemedies(observation.advice, { asked: settings.remedy, policy: settings.remedies })
    const changes = lookUpChanges(walk, from, to)
    const recoveryRoot = await chooseRecoveryRoot(world, gateway, settings.recoveryFolder)
    const [clearance, baseline, source] = await Promise.all([
      clear(world, { observation, remedies, recoveryFolder: recoveryRoot, signal: run.signal }),
      takeBaseline(walk, gateway, { from, to, depth, glance }),
      walk.mirror?.checkSource(gateway.installation) ?? null,
    ])
    const checks = source === null ? clearance.checks : [...clearance.checks, source]
    note(run, 'preflight', checks)
    note(run, 'baseline', baseline.map(withoutFacts))
    const told = await changes.inTime()
    if (told !== null) note(run, 'changes', told)
    const refusals = checks.filter(check => check.weight === 'required' && check.answer !== 'pass')
    // what cannot be seen to serve now could not be seen to serve afterwards either
    const absolute = absoluteNames(baselineChecks(depth))
    refusals.push(...baseline.filter(check => absolute.has(check.name) && check.answer === 'fail'))
    const prospect: Prospect = {
      gateway,
      from,
      to,
      channelVersion: candidate?.source === 'exact' ? await channelOffer(walk) : to,
      drivers: driversFor(settings.drivers, observation.advice),
      remedies,
      baseline,
      cleared: clearance.cleared && refusals.length === 0,
      refusals,
      recoveryRoot,
      sizes: clearance.sizes,
    }
    return {
      value: prospect,
      failed: !prospect.cleared,
      note: prospect.cleared
        ? `${checks.length + baseline.length} checks, none against it`
        : (refusals[0]?.reason ?? ''),
    }
  })
}

async function channelOffer({ world, settings }: Walk): Promise<string | null> {
  const { offerOf } = await import('../check/find-candidate.ts')
  return offerOf(settings.channel, await world.registry.distTags('openclaw'))
}
