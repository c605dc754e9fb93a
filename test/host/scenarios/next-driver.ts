import assert from 'node:assert/strict'
import { reportOf, type Scenario } from '../scenario.ts'
import { claimServes } from './expectations.ts'

export const nextDriver: Scenario = {
  name: 'next-driver',
  title: 'an update.run that says ok and fails is seen through, and the next driver updates',
  installed: '2026.9.4',
  timeoutMs: 30 * 60_000,
  async prove(stage) {
    const { moltd, claim, latest } = stage
    // The shipped advisory would pass over the driver that this is about.
    await moltd.configure("{ verify: { soakSeconds: 10 }, advisories: { ignore: ['updater-2026-9-4'] } }\n")
    const answer = await moltd.run('run --yes --json')
    const report = reportOf(answer)
    await claim('the run ends `updated` with exit code 0', () => {
      assert.equal(report.outcome, 'updated', report.headline)
      assert.equal(answer.exitCode, 0)
    })
    await claim('the report says that update.run failed, and who did it instead', () => {
      const [first, second] = report.drivers
      assert.equal(first?.name, 'update-run')
      assert.notEqual(first?.outcome, second?.outcome)
      assert.equal(second?.name, 'openclaw-update')
    })
    await claimServes(stage, latest)
  },
}
