import assert from 'node:assert/strict'
import { globSync } from 'node:fs'
import { addCronJob, cronJobNames, schemaVersions, userVersion } from '../openclaw/gateway-view.ts'
import { reportOf, type Scenario } from '../scenario.ts'
import { checkThatOnlyLikes, claimServes, shortSoak } from './expectations.ts'

const job = 'added-between-live-pass-and-stop'

export const rolledBack: Scenario = {
  name: 'rolled-back',
  title: 'a required check that fails takes program and data back, and nothing is lost',
  installed: '2026.9.4',
  timeoutMs: 20 * 60_000,
  async prove(stage) {
    const { host, moltd, claim, installed, latest, say } = stage
    await moltd.configure(shortSoak)
    await moltd.addRequiredCheck('10-old-is-good', checkThatOnlyLikes(installed))
    const schemas = await schemaVersions(host)
    say(`schemas before: ${JSON.stringify(schemas)}`)

    const running = moltd.start('run --yes --json')
    await moltd.waitForRecoveryPoint(running, 120_000)
    await addCronJob(host, job)
    const answer = await running.ended
    const report = reportOf(answer)

    await claim('the run ends `rolled-back` with exit code 4', () => {
      assert.equal(report.outcome, 'rolled-back', report.headline)
      assert.equal(answer.exitCode, 4)
      assert.equal(report.verdict?.kind, 'ill')
      assert.equal(report.rollbackVerdict?.kind, 'well')
    })
    await claimServes(stage, installed)
    await claim('the databases are at the old schema, and whole', async () => {
      assert.deepEqual(await schemaVersions(host), schemas)
    })
    await claim('a cron job added between the live pass and the stop is there', async () => {
      assert.ok((await cronJobNames(host)).includes(job))
    })
    await claim('what the new version wrote is set aside', () => {
      assert.ok(report.setAside)
      const aside = moltd.outsidePath(report.setAside)
      const versions = globSync(`${aside}/**/openclaw.sqlite`).map(userVersion)
      assert.ok(
        versions.some(version => version > (schemas['state/openclaw.sqlite'] ?? 0)),
        `schemas set aside in ${aside}: ${versions}`,
      )
    })
    await claim('the rejected version is not tried again by itself', async () => {
      const again = await moltd.run('run --yes --json')
      assert.equal(again.exitCode, 3, again.stdout)
      assert.equal(reportOf(again).outcome, 'held')
      assert.equal(reportOf(again).to, latest)
    })
  },
}
