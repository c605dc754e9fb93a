import assert from 'node:assert/strict'
import { schemaVersions, servedVersion } from '../openclaw/gateway-view.ts'
import { reportOf, type Stage } from '../scenario.ts'

/** The quickest driver and no rehearsal: for what comes afterwards. */
export const quickest = "{ update: { drivers: ['package-manager'] }, rehearsal: { enabled: false } }\n"

/** Makes something go wrong while the run is under way. */
export type Spoil<Fault> = (isOver: () => boolean) => Promise<Fault>

/** One try of the latest release, with something that goes wrong; it must end rolled back, and the old one well. */
export async function tryRelease<Fault>(stage: Stage, spoil: Spoil<Fault>) {
  const { host, installed, port, say } = stage
  const schemas = await schemaVersions(host)
  const { answer, fault } = await runSpoiled(stage, spoil)
  const report = reportOf(answer)
  say(`${report.outcome}: ${report.headline}`)
  assert.equal(report.outcome, 'rolled-back', report.headline)
  assert.equal(answer.exitCode, 4)
  assert.equal(report.verdict?.kind, 'ill')
  assert.equal(report.rollbackVerdict?.kind, 'well')
  assert.equal(await servedVersion(port), installed)
  assert.deepEqual(await schemaVersions(host), schemas)
  return { report, fault }
}

/** By name, as a person asks for it who wants it though it is in quarantine. */
export async function runSpoiled<Fault>({ moltd, latest }: Stage, spoil: Spoil<Fault>) {
  const running = moltd.start(`run --yes --json --to ${latest}`)
  const [answer, fault] = await Promise.all([running.ended, spoil(running.isOver)])
  return { answer, fault }
}
