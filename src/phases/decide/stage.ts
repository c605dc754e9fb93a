import { compareVersions, parseVersion } from '../../openclaw/version.ts'
import type { Observation } from '../check/observation.ts'
import { note } from '../notes.ts'
import { lookUpChanges } from '../preflight/look-up-changes.ts'
import type { Walk, Way } from '../way.ts'
import { firstSight } from './age.ts'
import type { Decision } from './decision.ts'
import { decide as rule } from './index.ts'
import { exposureOf, readSituation, sightOf } from './situation.ts'

const changesPatienceMs = 15_000

/** Whether to update, to what, and why. */
export async function decide(walk: Walk, observation: Observation): Promise<Decision> {
  const { run, engine } = walk
  return run.phase('decide', async () => {
    remember(walk, observation)
    const trigger = engine.journal.readRun(run.id)?.trigger ?? 'schedule'
    const decision = rule(await readSituation(walk, observation, trigger))
    note(run, 'reasons', decision.reasons)
    if (decision.kind !== 'update' && decision.unlocksMs !== null) note(run, 'unlocksMs', decision.unlocksMs)
    if (decision.kind !== 'update' && decision.isOverdue) note(run, 'isOverdue', true)
    if (decision.kind === 'awaiting-approval') await tellOffer(walk, observation)
    return {
      value: decision,
      note: decision.kind === 'update' ? `update to ${decision.target}` : decision.kind,
    }
  })
}

/** What a person needs for their yes: which package it is, and what it brings. Nothing waits for this run. */
async function tellOffer(walk: Walk, { candidate, gateway }: Observation): Promise<void> {
  if (candidate === null) return
  const { version, manifest } = candidate
  const integrity = manifest?.integrity ?? null
  if (integrity !== null) note(walk.run, 'offer', { version, integrity })
  const changes = await lookUpChanges(walk, gateway.installation.version, version).inTime(changesPatienceMs)
  if (changes !== null) note(walk.run, 'changes', changes)
}

/** What was seen today counts in every later decision. */
function remember({ world, memory }: Way, { candidate, gateway, served, advice }: Observation): void {
  if (candidate?.manifest) {
    const sight = sightOf(candidate.version)
    const remembered = memory.firstSeenMs(sight)
    const firstSeenMs = firstSight(candidate.version, remembered, world.clock.nowMs())
    if (firstSeenMs !== null && firstSeenMs !== remembered) memory.rememberFirstSeen(sight, firstSeenMs)
  }
  for (const { id, kind } of advice) {
    const exposure = exposureOf(id, gateway.unit)
    if (kind === 'vulnerable' && memory.firstSeenMs(exposure) === null)
      memory.rememberFirstSeen(exposure, world.clock.nowMs())
  }
  const serving = parseVersion(served ?? '')
  const highest = parseVersion(memory.highestServed(gateway.unit) ?? '')
  if (served !== null && serving !== null && (highest === null || compareVersions(serving, highest) > 0))
    memory.rememberHighestServed(gateway.unit, served)
}
