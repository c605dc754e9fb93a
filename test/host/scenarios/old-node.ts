import assert from 'node:assert/strict'
import { fingerprint } from '../openclaw/fingerprint.ts'
import { reportOf, type Scenario } from '../scenario.ts'

export const oldNode: Scenario = {
  name: 'old-node',
  title: 'a gateway whose Node is too old for the candidate is blocked, and nothing is touched',
  installed: '2026.8.2',
  gatewayNode: '22.23.3',
  timeoutMs: 8 * 60_000,
  async prove({ host, moltd, claim, gatewayNode }) {
    await moltd.configure('{}')
    const before = await fingerprint(host)
    const answer = await moltd.run('run --yes --json', 120_000)
    const report = reportOf(answer)
    await claim('the run ends `blocked` with exit code 3', () => {
      assert.equal(report.outcome, 'blocked', report.headline)
      assert.equal(answer.exitCode, 3)
    })
    await claim(`it says that the gateway's unit runs Node ${gatewayNode}`, () => {
      const failed = report.preflight.filter(check => check.answer === 'fail').map(check => check.reason)
      assert.match(failed.join('\n'), new RegExp(gatewayNode ?? 'another Node'))
    })
    await claim('program, config, unit, databases and the running process are as they were', async () => {
      assert.deepEqual(await fingerprint(host), before)
      assert.deepEqual(moltd.recoveryPoints(), [])
    })
  },
}
