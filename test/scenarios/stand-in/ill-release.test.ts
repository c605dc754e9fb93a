import { expect } from 'vitest'
import { expectRolledBack } from './expect-world.ts'
import { unit } from './gateway-host.ts'
import { scenario } from './stage.ts'

scenario(
  'a release whose CLI is blocked by the plaintext ws:// error is taken back, and the report says so',
  async ({ setStage }) => {
    const stage = await setStage({ candidate: { faults: { cliBlocked: true } } })
    const report = await stage.runWithLateRow()
    await expectRolledBack(stage, report, /CLI blocked/)
    const red = report.verdict?.checks.filter(check => check.answer === 'fail')
    expect(red?.map(check => check.code)).toEqual(['cli-blocked'])
  },
)

scenario('a release that serves another version than the one on disk is taken back', async ({ setStage }) => {
  const stage = await setStage({ candidate: { faults: { servedVersion: '2026.9.1' } } })
  await expectRolledBack(stage, await stage.runWithLateRow(), /2026\.9\.1 serves, not 2026\.9\.6/)
})

scenario(
  'a release that dies within the soak time, after having been well, is taken back',
  async ({ setStage }) => {
    const stage = await setStage({ candidate: { faults: { diesAfterMs: 3_000 } } })
    const report = await stage.runWithLateRow({ settings: { soakMs: 40_000 } })
    await expectRolledBack(stage, report, /died during the soak time|by itself/)
  },
)

scenario(
  'a release whose migration loses the cron jobs is taken back, however healthy it looks, and the jobs are there',
  async ({ setStage }) => {
    const stage = await setStage({ candidate: { faults: { losesCron: true } } })
    const report = await stage.runWithLateRow()
    await expectRolledBack(stage, report, /cron job/)
  },
)

scenario(
  'a release that serves and never becomes ready, since a migration is stuck, is taken back',
  async ({ setStage }) => {
    const stage = await setStage({ candidate: { faults: { failing: ['startup-migrations'] } } })
    await expectRolledBack(stage, await stage.runWithLateRow(), /startup-migrations/)
  },
)

scenario(
  'a release that is ill and does not stop is killed after the stop timeout of its unit, and taken back (B8)',
  async ({ setStage }) => {
    const faults = { losesCron: true, stopMs: 24 * 3_600_000 }
    const stage = await setStage({ candidate: { faults } })
    const pids = new Set<number>()
    const report = await stage.runWithLateRow({
      onTell: async event => {
        if (event.kind !== 'step-started' || event.step !== 'stop-gateway') return
        const { mainPid } = await stage.supervisor.inspect(unit)
        if (mainPid !== null) pids.add(mainPid)
      },
    })
    await expectRolledBack(stage, report, /cron job/)
    expect(pids.size).toBe(1)
    for (const pid of pids) expect(() => process.kill(pid, 0)).toThrow('ESRCH')
    // That it took its time is the outage's, and said.
    expect(report.downtimeMs).toBeGreaterThan(5_000)
  },
)
