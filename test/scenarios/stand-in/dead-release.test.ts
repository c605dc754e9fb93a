import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'vitest'
import { expectNothingLeft, expectRolledBack, expectVersion } from './expect-world.ts'
import { cronJobs, newVersion, oldVersion, rows, scenario } from './stage.ts'

scenario(
  'what only the new version wrote is gone from the state that comes back, and kept',
  async ({ setStage }) => {
    const stage = await setStage({ candidate: { faults: { exitOnStart: 78 } } })
    const written = join(stage.home.stateFolder, 'devices.json')
    const report = await stage.runWithLateRow({
      onTell: event => {
        if (event.kind === 'step-started' && event.step === 'settle-updaters')
          writeFileSync(written, 'of the new version')
      },
    })
    expect(existsSync(written)).toBe(false)
    expect(readFileSync(join(report.setAside ?? '', 'state/devices.json'), 'utf8')).toBe('of the new version')
  },
)

scenario(
  'a release that holds is taken, and nothing of the run is left but its recovery point',
  async ({ setStage }) => {
    const stage = await setStage()
    const report = await stage.runWithLateRow()
    expect(report).toMatchObject({ outcome: 'updated', verdict: { kind: 'well' }, error: null })
    expect(report.drivers).toMatchObject([{ name: 'update-run', outcome: 'done' }])
    expect(report.recoveryPoint).toMatchObject({ version: oldVersion, state: 'sealed' })
    await expectVersion(stage, newVersion)
    expect(cronJobs(stage.home)).toEqual(expect.arrayContaining([rows.before, rows.between]))
    expect(stage.quarantined).toEqual([])
    expectNothingLeft(stage)
  },
)

scenario(
  'a release that crashes again and again, whoever installs it, is taken back',
  async ({ setStage }) => {
    const stage = await setStage({ candidate: { faults: { exitOnStart: 1 } } })
    const report = await stage.runWithLateRow({
      settings: { drivers: ['update-run', 'openclaw-update', 'package-manager'] },
    })
    expect(report.drivers.map(driver => driver.outcome)).toEqual(['failed', 'cannot-drive', 'failed'])
    await expectRolledBack(stage, report, /crash loop/)
  },
)

scenario(
  'a release that exits with 78 is taken back at once, and not tried again by itself',
  async ({ setStage }) => {
    const stage = await setStage({ candidate: { faults: { exitOnStart: 78 } } })
    await expectRolledBack(stage, await stage.runWithLateRow(), /exits with 78/)
    expect(await stage.run()).toMatchObject({ outcome: 'held', recoveryPoint: null })
    await expectVersion(stage, oldVersion)
  },
)

scenario(
  'a release that refuses a key of the config is taken back, and the config has the key again',
  async ({ setStage }) => {
    const stage = await setStage({ candidate: { faults: { forbiddenKeys: ['gateway.tailscale'] } } })
    const { configPath } = stage.home
    const config = JSON.parse(readFileSync(configPath, 'utf8'))
    config.gateway.tailscale = { mode: 'off' }
    writeFileSync(configPath, JSON.stringify(config))
    await expectRolledBack(stage, await stage.runWithLateRow(), /exits with 78/)
    expect(JSON.parse(readFileSync(configPath, 'utf8'))).toEqual(config)
  },
)

scenario(
  'a slow start that shows progress is waited for, beyond its budget, and becomes updated',
  async ({ setStage }) => {
    const startStages = ['migrations', 'plugins', 'channels', 'sidecars']
    const stage = await setStage({ candidate: { faults: { startMs: 5_000, startStages } } })
    const report = await stage.runWithLateRow({ settings: { readyBudgetMs: 1_000 } })
    expect(report).toMatchObject({ outcome: 'updated', verdict: { kind: 'well' } })
    await expectVersion(stage, newVersion)
  },
)
