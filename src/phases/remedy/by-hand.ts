import { withoutFacts } from '../../health/health-check.ts'
import { offerRemedies } from '../../openclaw/advisories/offer-remedies.ts'
import { chooseGateway } from '../../openclaw/choose-gateway.ts'
import { surveyGateways } from '../../openclaw/discover.ts'
import { readOpenclawDocument } from '../../openclaw/openclaw-config.ts'
import { conclude } from '../conclude.ts'
import { watchDowntime } from '../downtime.ts'
import type { Ending } from '../endings.ts'
import { note } from '../notes.ts'
import { takeBaseline } from '../preflight/take-baseline.ts'
import { type SnapshotProspect, snapshot } from '../snapshot/index.ts'
import { sealRecoveryPoint } from '../update/stage.ts'
import type { Walk } from '../way.ts'
import { cure } from './index.ts'
import { remedyOf } from './set-config.ts'

/** A remedy without an update: its own recovery point, the change, health compared, and all of it taken back when it did not help. */
export async function applyByHand(walk: Walk, id: string): Promise<Ending> {
  const prospect = await look(walk, id)
  if ('outcome' in prospect) return prospect
  const undertaking = await snapshot(walk, prospect)
  return watchDowntime(walk, undertaking, async () => {
    const cured = await cure(walk, undertaking)
    if (cured.kind === 'taken-back') return cured.ending
    await walk.run.step('remedy', sealRecoveryPoint(walk), cured.undertaking)
    return conclude(walk, cured.undertaking)
  })
}

async function look(walk: Walk, id: string): Promise<SnapshotProspect | Ending> {
  const { world, run, settings } = walk
  const remedy = remedyOf(id)
  const gateway = await run.phase('check', async () => {
    const value = await chooseGateway(world, await surveyGateways(world), { unit: settings.unit })
    const { version } = value.installation
    note(run, 'unit', value.unit)
    note(run, 'from', version)
    note(run, 'to', version)
    return { value, note: `${version} is installed` }
  })
  const offers = offerRemedies(await readOpenclawDocument(world, gateway.configPath), gateway)
  note(run, 'remedyOffers', offers)
  const offer = offers.find(one => one.id === id)
  if (offer?.isDone === true)
    return { outcome: 'up-to-date', headline: `there is nothing to do: ${remedy.title} is done already` }
  const { version } = gateway.installation
  const baseline = await run.phase('preflight', async () => {
    const value = await takeBaseline(walk, gateway, { from: version, to: version, depth: 'whole' })
    note(run, 'baseline', value.map(withoutFacts))
    return {
      value,
      note: `${value.filter(({ answer }) => answer === 'pass').length} of ${value.length} checks pass`,
    }
  })
  return { gateway, from: version, to: version, channelVersion: null, drivers: [], remedies: [id], baseline }
}
