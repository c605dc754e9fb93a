import assert from 'node:assert/strict'
import { versionOnDisk } from '../openclaw/gateway-view.ts'
import { watchOutages } from '../openclaw/outages.ts'
import { reportOf, type Scenario } from '../scenario.ts'
import { claimServes } from './expectations.ts'

const limitMs = 10 * 60_000

export const hungUpdater: Scenario = {
  name: 'hung-updater',
  title: "when OpenClaw's updater hangs without a gateway, the gateway serves again within 10 minutes",
  installed: '2026.8.2',
  timeoutMs: 20 * 60_000,
  async prove(stage) {
    const { host, port, moltd, claim, installed, latest, say } = stage
    // The shipped advisory would pass over the updater that this is about.
    await moltd.configure("{ verify: { soakSeconds: 10 }, advisories: { ignore: ['updater-2026-8-2'] } }\n")
    const watch = watchOutages(port)
    const answer = await moltd.run('run --yes --json')
    const outages = await watch.end()
    const report = reportOf(answer)
    const ended = await versionOnDisk(host)
    say(`${report.outcome}: ${report.headline}; gateway away for ${outages.join(' + ')} ms`)
    for (const { name, outcome, reason } of report.drivers) say(`driver ${name}: ${outcome}: ${reason}`)

    await claim('the run ends `updated` or `rolled-back`, and says so by its exit code', () => {
      const codes: Record<string, number> = { updated: 0, 'rolled-back': 4 }
      assert.equal(answer.exitCode, codes[report.outcome], report.headline)
      assert.equal(ended, report.outcome === 'updated' ? latest : installed)
    })
    await claimServes(stage, ended ?? '')
    await claim('the gateway was never away for more than 10 minutes', () => {
      assert.ok(Math.max(0, ...outages) < limitMs, `${outages.join(', ')} ms`)
    })
  },
}
