import assert from 'node:assert/strict'
import { after, before, makeIncidentHost, reaches } from '../incident/make-host.ts'
import { versionOnDisk } from '../openclaw/gateway-view.ts'
import { reportOf, type Scenario, type Stage } from '../scenario.ts'

/** The break that started moltd, with the real versions: everything looks well, and every call of the agent is refused. */
export const incident: Scenario = {
  name: 'incident',
  title:
    '2026.2.17 → 2026.2.19 on a tailnet address: warned of, rolled back as "CLI blocked", cured and updated',
  installed: before,
  timeoutMs: 25 * 60_000,
  makeHost: makeIncidentHost,
  async prove(stage) {
    const { moltd, claim, say } = stage
    // A rehearsal is on loopback, where this break does not show.
    await moltd.configure(
      "{ verify: { soakSeconds: 10 }, update: { drivers: ['package-manager'] }, rehearsal: { enabled: false } }\n",
    )

    await claim('preflight refuses the update beforehand, with the reason and the cure', async () => {
      const answer = await moltd.run('run --yes --json')
      const report = reportOf(answer)
      assert.equal(report.outcome, 'blocked', report.headline)
      assert.equal(answer.exitCode, 3)
      assert.match(report.headline, /this update will break CLI access/)
      assert.equal(report.suggestedRemedy?.id, 'bind-loopback')
      assert.deepEqual(moltd.recoveryPoints(), [])
      await expectState(stage, before, 'tailnet')
    })
    await claim('who insists gets a rollback that names "CLI blocked" and offers the cure', async () => {
      const answer = await moltd.run('run --yes --json --ignore-advisory plaintext-bind')
      const report = reportOf(answer)
      say(`${report.outcome}: ${report.headline}`)
      assert.equal(report.outcome, 'rolled-back', report.headline)
      assert.equal(answer.exitCode, 4)
      assert.match(report.headline, /CLI blocked/)
      assert.equal(report.rollbackVerdict?.kind, 'well')
      assert.equal(report.suggestedRemedy?.command, `moltd remedy apply bind-loopback --update --to ${after}`)
      await expectState(stage, before, 'tailnet')
    })
    await claim('the cure, applied, ends `updated` and well', async () => {
      const answer = await moltd.run('remedy apply bind-loopback --update --json')
      const report = reportOf(answer)
      say(`${report.outcome}: ${report.headline}`)
      assert.equal(report.outcome, 'updated', report.headline)
      assert.equal(answer.exitCode, 0)
      assert.equal(report.verdict?.kind, 'well')
      await expectState(stage, after, 'loopback')
    })
  },
}

async function expectState({ host }: Stage, version: string, bind: string): Promise<void> {
  assert.equal(await versionOnDisk(host), version)
  assert.equal(await host.sh('openclaw config get gateway.bind'), bind)
  assert.equal(await reaches(host), true)
}
