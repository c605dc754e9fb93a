import { expect } from 'vitest'
import { isReady, waitForProbe } from '../../doubles/openclaw/run-gateway.ts'
import { expectRolledBack, expectVersion } from './expect-world.ts'
import { unit } from './gateway-host.ts'
import { armSquatter, endSquatter, takeThePort } from './squatter.ts'
import { oldVersion, scenario } from './stage.ts'

scenario(
  'a stranger on the port is named, and when it leaves the old gateway serves again',
  async ({ setStage }) => {
    const stage = await setStage({ afterStop: takeThePort })
    armSquatter(stage.home, 'page')
    let stranger: number | null = null
    const report = await stage.runWithLateRow({
      onTell: event => {
        if (event.kind === 'step-started' && event.step === 'start-gateway')
          stranger = endSquatter(stage.home)
      },
    })
    expect(stranger).not.toBeNull()
    const listener = report.verdict?.checks.find(check => check.name === 'listener-owned')
    expect(listener?.reason).toContain(`is taken by process ${stranger}`)
    await expectRolledBack(stage, report, new RegExp(`taken by process ${stranger}`))
  },
)

scenario(
  'a stranger that stays on the port leaves the run stuck, with what to do, and nothing lost',
  async ({ setStage }) => {
    const stage = await setStage({
      afterStop: takeThePort,
      orders: { '*': { updaterPatienceMs: 1_500, keepsTryingForPort: true } },
    })
    armSquatter(stage.home, 'mute')
    try {
      const report = await stage.runWithLateRow()
      expect(report).toMatchObject({ outcome: 'stuck', rollbackVerdict: { kind: 'ill' } })
      expect(report.nextStep).toContain(`${report.recoveryPoint?.path}/rescue.sh`)
      expect(report.headline).toMatch(
        /the old version does not come up either: the gateway cannot serve while/,
      )
      expect(report.drivers).toMatchObject([
        { reason: expect.stringContaining('somebody else has the port') },
      ])
      const stranger = endSquatter(stage.home)
      expect(report.headline).toContain(`taken by process ${stranger}`)
      expect(report.nextStep).toMatch(new RegExp(`ps -fp ${stranger}.*Then run \`moltd recover\``))
      await stage.supervisor.start(unit)
      await waitForProbe(stage.home.port, 'readyz', isReady, 30_000)
      await expectVersion(stage, oldVersion)
    } finally {
      endSquatter(stage.home)
    }
  },
)
