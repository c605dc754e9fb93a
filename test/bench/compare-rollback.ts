import { gatewayUnit } from '../host/openclaw/gateway-view.ts'
import type { Stage } from '../host/scenario.ts'
import { reportOf } from '../host/scenario.ts'
import { takePoint } from './compare-snapshot.ts'
import { type Comparison, median, seconds } from './comparison.ts'

const rounds = 3
const targetFactor = 1.25
const pollMs = 20

/** A rollback with program and data, from the decision to /readyz, beside a bare stop and start of the unit. */
export async function compareRollback(stage: Stage): Promise<Comparison[]> {
  const { host, moltd, port } = stage
  const ours: number[] = []
  const beforeStart: number[] = []
  const bare: number[] = []
  for (let round = 0; round < rounds; round += 1) {
    await takePoint(stage, `bench-back-${round}`)
    const watch = watchReady(port)
    const report = reportOf(await moltd.run(`rollback bench-back-${round} --json`, 300_000))
    const phase = report.phases.find(({ name }) => name === 'rollback')
    const decidedMs = Date.parse(phase?.startedAt ?? '')
    ours.push((await watch) - decidedMs)
    beforeStart.push(
      Date.parse(phase?.steps.find(({ name }) => name === 'start-gateway')?.startedAt ?? '') - decidedMs,
    )

    const again = watchReady(port)
    const stoppedMs = Date.now()
    await host.sh(`systemctl --user stop ${gatewayUnit} && systemctl --user start ${gatewayUnit}`, {
      timeoutMs: 120_000,
    })
    bare.push((await again) - stoppedMs)
  }
  const [rollbackMs, bareMs] = [median(ours), median(bare)]
  return [
    {
      what: 'rollback with data, decision to /readyz',
      moltd: seconds(rollbackMs),
      other: `stop and start: ${seconds(bareMs)}`,
      target: `≤ ${targetFactor} × = ${seconds(targetFactor * bareMs)}`,
      met: rollbackMs <= targetFactor * bareMs,
    },
    {
      what: 'of it, until the gateway is told to start',
      moltd: seconds(median(beforeStart)),
      other: 'the rest is OpenClaw’s own start',
      target: '–',
      met: true,
    },
  ]
}

/** Wall clock time, in milliseconds, at which the gateway is ready again after having been away. */
async function watchReady(port: number): Promise<number> {
  let wasAway = false
  for (;;) {
    const ready = await fetch(`http://127.0.0.1:${port}/readyz`, { signal: AbortSignal.timeout(1000) }).then(
      answer => answer.ok,
      () => false,
    )
    if (!ready) wasAway = true
    else if (wasAway) return Date.now()
    await new Promise(resolve => setTimeout(resolve, pollMs))
  }
}
