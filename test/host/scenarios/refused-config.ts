import assert from 'node:assert/strict'
import { fingerprint } from '../openclaw/fingerprint.ts'
import { gatewayUnit, waitUntilReady } from '../openclaw/gateway-view.ts'
import { reportOf, type Scenario } from '../scenario.ts'
import { claimServes } from './expectations.ts'

const config = '.openclaw/openclaw.json'
const included = '.openclaw/tools.json5'

/**
 * 2026.9.5 takes `tools.codeMode.languages`, 2026.9.6 does not. Its `doctor --fix` would take the key away, but leaves a config alone that is
 * split with `$include`.
 */
const splitConfig = '{ codeMode: { enabled: true, languages: ["javascript"] } }\n'

export const refusedConfig: Scenario = {
  name: 'refused-config',
  title: 'a config key that the candidate refuses is named beforehand, and without that taken back',
  installed: '2026.9.5',
  timeoutMs: 30 * 60_000,
  async prove(stage) {
    const { host, port, moltd, claim, installed, latest, say } = stage
    await moltd.configure("{ update: { drivers: ['package-manager'] }, verify: { soakSeconds: 10 } }\n")
    await host.writeFile(included, splitConfig, 0o600)
    const whole = JSON.parse((await host.readFile(config)) ?? '')
    const split = JSON.stringify({ ...whole, tools: { $include: './tools.json5' } }, null, 2)
    await host.writeFile(config, split, 0o600)
    await host.sh(`systemctl --user restart ${gatewayUnit}`, { timeoutMs: 180_000 })
    await waitUntilReady(port, 600_000)
    const before = await fingerprint(host)

    await claim('the rehearsal names the key, and nothing is touched', async () => {
      const answer = await moltd.run('run --yes --json')
      const report = reportOf(answer)
      say(`${report.outcome}: ${report.headline}\n${report.nextStep}`)
      assert.equal(report.outcome, 'blocked', report.headline)
      assert.equal(answer.exitCode, 3)
      assert.match(report.headline, /refuses the config: tools\.codeMode/)
      assert.deepEqual(moltd.recoveryPoints(), [])
      assert.deepEqual(await fingerprint(host), before)
    })
    await claim('without a rehearsal it is rolled back, with what the gateway said', async () => {
      const answer = await moltd.run(`run --yes --json --no-rehearsal --to ${latest}`)
      const report = reportOf(answer)
      say(`${report.outcome}: ${report.headline}`)
      assert.equal(report.outcome, 'rolled-back', report.headline)
      assert.equal(answer.exitCode, 4)
      assert.match(report.headline, /exits with 78/)
      assert.match(report.headline, /tools\.codeMode/)
      assert.equal(report.rollbackVerdict?.kind, 'well')
    })
    await claim('the config is as it was', async () => {
      assert.equal(await host.readFile(config), split)
      assert.equal(await host.readFile(included), splitConfig)
    })
    await claimServes(stage, installed)
  },
}
