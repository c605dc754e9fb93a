import assert from 'node:assert/strict'
import { expectKept } from '../moltd/vault-in-host.ts'
import { cronJobNames, unitFacts, versionOnDisk } from '../openclaw/gateway-view.ts'
import { watchOutages } from '../openclaw/outages.ts'
import { reportOf, type Scenario } from '../scenario.ts'
import { claimServes } from './expectations.ts'

export const updateRun: Scenario = {
  name: 'update-run',
  title: 'a gateway whose update.run works is updated by it',
  installed: '2026.9.5',
  timeoutMs: 25 * 60_000,
  async prove(stage) {
    const { host, port, installed, latest, moltd, claim, say } = stage
    await moltd.configure('{ verify: { soakSeconds: 10 }, vault: {} }')
    const before = await unitFacts(host)
    const jobs = (await cronJobNames(host)).sort()

    await claim('a dry run says what would happen and touches nothing', async () => {
      const answer = await moltd.run('run --dry-run --json')
      const report = reportOf(answer)
      assert.deepEqual([report.from, report.to], [installed, latest], answer.stdout)
      assert.equal(await versionOnDisk(host), installed)
      assert.deepEqual(await unitFacts(host), before)
      assert.deepEqual(moltd.recoveryPoints(), [])
    })

    const watch = watchOutages(port)
    const answer = await moltd.run('run --yes --json')
    const outages = await watch.end()
    const report = reportOf(answer)
    say(`gateway away for ${outages.join(' + ') || 0} ms; the report says ${report.downtimeMs} ms`)

    await claim('the run ends `updated` with exit code 0, by update.run', () => {
      assert.equal(report.outcome, 'updated', report.headline)
      assert.equal(answer.exitCode, 0)
      assert.equal(report.verdict?.kind, 'well')
      assert.deepEqual(
        report.drivers.map(driver => driver.name),
        ['update-run'],
      )
    })
    await claim('the candidate passed its rehearsal beside the live gateway first', () => {
      assert.equal(report.rehearsal?.kind, 'passed', report.rehearsal?.reason)
      say(`rehearsed in ${report.rehearsal?.durationMs} ms with ${report.rehearsal?.bytes} bytes`)
    })
    await claimServes(stage, latest)
    await claim('it is another process than before, and the cron jobs are all there', async () => {
      const after = await unitFacts(host)
      assert.notEqual(after.startedUs, before.startedUs)
      const now = await cronJobNames(host)
      assert.deepEqual(
        jobs.filter(job => !now.includes(job)),
        [],
      )
    })
    await claim('the recovery point is sealed and verifies', async () => {
      assert.equal(report.recoveryPoint?.state, 'sealed')
      const verified = await moltd.run(`recovery verify ${report.recoveryPoint?.id}`)
      assert.equal(verified.exitCode, 0, verified.stdout + verified.stderr)
    })
    await claim('run again, there is nothing to do', async () => {
      const again = await moltd.run('run --yes --json')
      assert.equal(reportOf(again).outcome, 'up-to-date')
      assert.equal(again.exitCode, 0)
    })
    await claim('what is installed and what was are in the vault, since nobody said otherwise', async () => {
      say(await expectKept(host, moltd, [installed, latest]))
    })
  },
}
