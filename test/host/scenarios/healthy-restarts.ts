import assert from 'node:assert/strict'
import { loadavg } from 'node:os'
import type { ReportDocument } from '../moltd/report.ts'
import { reportOf, type Scenario } from '../scenario.ts'
import { claimServes, shortSoak } from './expectations.ts'

/** Enough for every run of the tests; `MOLTD_HOST_RESTARTS=20` for the whole proof. */
const restarts = Number(process.env.MOLTD_HOST_RESTARTS ?? 2)
const oneMs = 15 * 60_000

export const healthyRestarts: Scenario = {
  name: 'healthy-restarts',
  title: 'a healthy gateway that restarts while both cores are busy is never condemned',
  installed: '2026.9.6',
  timeoutMs: 5 * 60_000 + restarts * oneMs,
  async prove(stage) {
    const { host, moltd, claim, installed, say } = stage
    await moltd.configure(shortSoak)
    const busy = [1, 2].map(() =>
      host.start('exec sh -c "while :; do :; done"', { timeoutMs: (restarts + 1) * oneMs }),
    )
    for (let count = 1; count <= restarts; count += 1) {
      await claim(`restart ${count} of ${restarts} under load is well`, async () => {
        const begun = performance.now()
        const answer = await moltd.run('remedy apply restart-gateway --yes --json', oneMs)
        const report = reportOf(answer)
        say(`${report.headline}; ${describeTimes(report, performance.now() - begun)}`)
        assert.equal(report.verdict?.kind, 'well', report.headline)
        assert.equal(answer.exitCode, 0)
      })
    }
    assert.ok(
      busy.every(line => !line.isOver()),
      'the cores were busy all the time',
    )
    await claimServes(stage, installed)
  },
}

/** How long it took, phase by phase, and how busy this machine was. */
function describeTimes({ phases }: ReportDocument, tookMs: number): string {
  const begins = phases.map(({ name, startedAt }) => ({ name, atMs: Date.parse(startedAt) }))
  const times = begins
    .slice(0, -1)
    .map(({ name, atMs }, index) => `${name} ${seconds((begins[index + 1]?.atMs ?? atMs) - atMs)}`)
  return `${seconds(tookMs)} s (${times.join(', ')}), load ${loadavg()[0]?.toFixed(1)}`
}

function seconds(ms: number): number {
  return Math.round(ms / 1000)
}
